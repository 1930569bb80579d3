//! The eight kinds, in stage order, and the CRM entity that each becomes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The type of a pair "platform record, CRM entity".
///
/// The order of the variants is the order of the stages: what a kind links to comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A user, as a contact.
    Contact,
    /// A supplier, as a company.
    Company,
    /// A course, as an element of the products catalog.
    Product,
    /// A supplier, as a lead in «Поставщики».
    DealSupplier,
    /// A supplier paid per click, as a lead in «CPC расчет по поставщикам».
    DealSrs,
    /// A course, as a lead in «Создание продукта».
    DealProduct,
    /// A client, as a lead in «Учащиеся».
    DealStudent,
    /// An enrolment, as a lead in «Прохождение курсов».
    DealCourse,
}

/// The type of a CRM entity, as amoCRM's paths spell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntityType {
    /// People.
    Contacts,
    /// Companies.
    Companies,
    /// Deals.
    Leads,
    /// Elements of the products catalog.
    CatalogElements,
}

/// Which platform ids make up the key of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyShape {
    /// `userID`.
    User,
    /// `courseID`.
    Course,
    /// `userID` and `courseID`.
    Enrolment,
}

impl Kind {
    /// All kinds in stage order.
    pub const ALL: [Self; 8] = [
        Self::Contact,
        Self::Company,
        Self::Product,
        Self::DealSupplier,
        Self::DealSrs,
        Self::DealProduct,
        Self::DealStudent,
        Self::DealCourse,
    ];

    /// The name in configuration, id map, marker and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Product => "product",
            Self::DealSupplier => "deal_supplier",
            Self::DealSrs => "deal_srs",
            Self::DealProduct => "deal_product",
            Self::DealStudent => "deal_student",
            Self::DealCourse => "deal_course",
        }
    }

    /// The CRM entity that a record of this kind becomes.
    pub fn entity(self) -> EntityType {
        match self {
            Self::Contact => EntityType::Contacts,
            Self::Company => EntityType::Companies,
            Self::Product => EntityType::CatalogElements,
            _ => EntityType::Leads,
        }
    }

    /// The ids that identify a record of this kind.
    pub fn key_shape(self) -> KeyShape {
        match self {
            Self::Product | Self::DealProduct => KeyShape::Course,
            Self::DealCourse => KeyShape::Enrolment,
            _ => KeyShape::User,
        }
    }

    /// Whether the entity is a lead, which has a pipeline, a status and a price.
    pub fn is_deal(self) -> bool {
        self.entity() == EntityType::Leads
    }
}

impl EntityType {
    /// All entity types.
    pub const ALL: [Self; 4] = [
        Self::Contacts,
        Self::Companies,
        Self::Leads,
        Self::CatalogElements,
    ];

    /// The name in paths, links and answers of the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Companies => "companies",
            Self::Leads => "leads",
            Self::CatalogElements => "catalog_elements",
        }
    }
}

/// A word that names no kind.
#[derive(Debug, thiserror::Error)]
#[error("no kind is called `{0}`; the kinds are {list}", list = Kind::ALL.map(Kind::as_str).join(", "))]
pub struct ParseKindError(String);

impl FromStr for Kind {
    type Err = ParseKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == text)
            .ok_or_else(|| ParseKindError(text.to_owned()))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

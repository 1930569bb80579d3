//! The types of custom fields.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of a custom field (`docs/amocrm.md` 11.3). The service adds types, so an unknown one is kept as it is spelled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldType {
    /// One line.
    Text,
    /// A number.
    Numeric,
    /// Yes or no.
    Checkbox,
    /// One option.
    Select,
    /// Several options.
    Multiselect,
    /// A day.
    Date,
    /// A day and a time.
    DateTime,
    /// An address on the web.
    Url,
    /// Several lines.
    Textarea,
    /// One option, shown as buttons.
    Radiobutton,
    /// A street and its number.
    Streetaddress,
    /// Several values with a kind each: phones, e-mails, messengers.
    Multitext,
    /// An address in parts.
    SmartAddress,
    /// A day that comes back every year.
    Birthday,
    /// A company's legal data in parts.
    LegalEntity,
    /// A price, in lists only.
    Price,
    /// An option of a tree, in lists only.
    Category,
    /// Money in a currency.
    Monetary,
    /// A mark of an advertisement, in leads only.
    TrackingData,
    /// A type that this version does not know.
    Other(String),
}

impl FieldType {
    /// The types that a mapping can write.
    pub const SUPPORTED: [Self; 18] = [
        Self::Text,
        Self::Textarea,
        Self::Streetaddress,
        Self::Url,
        Self::Numeric,
        Self::Price,
        Self::Monetary,
        Self::Checkbox,
        Self::Select,
        Self::Radiobutton,
        Self::Multiselect,
        Self::Category,
        Self::Date,
        Self::Birthday,
        Self::DateTime,
        Self::Multitext,
        Self::SmartAddress,
        Self::LegalEntity,
    ];

    /// As the API spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Numeric => "numeric",
            Self::Checkbox => "checkbox",
            Self::Select => "select",
            Self::Multiselect => "multiselect",
            Self::Date => "date",
            Self::DateTime => "date_time",
            Self::Url => "url",
            Self::Textarea => "textarea",
            Self::Radiobutton => "radiobutton",
            Self::Streetaddress => "streetaddress",
            Self::Multitext => "multitext",
            Self::SmartAddress => "smart_address",
            Self::Birthday => "birthday",
            Self::LegalEntity => "legal_entity",
            Self::Price => "price",
            Self::Category => "category",
            Self::Monetary => "monetary",
            Self::TrackingData => "tracking_data",
            Self::Other(text) => text,
        }
    }

    /// Whether a mapping can write it.
    pub fn is_supported(&self) -> bool {
        Self::SUPPORTED.contains(self)
    }

    /// Whether its values are options of the field.
    pub fn has_options(&self) -> bool {
        matches!(
            self,
            Self::Select | Self::Radiobutton | Self::Multiselect | Self::Category
        )
    }
}

impl FromStr for FieldType {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let known = Self::SUPPORTED.into_iter().chain([Self::TrackingData]);
        Ok(known
            .into_iter()
            .find(|own| own.as_str() == text)
            .unwrap_or_else(|| Self::Other(text.to_owned())))
    }
}

impl From<&str> for FieldType {
    fn from(text: &str) -> Self {
        text.parse()
            .unwrap_or_else(|never: Infallible| match never {})
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for FieldType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for FieldType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::from(text.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_read_as_it_is_spelled() {
        for own in FieldType::SUPPORTED {
            assert_eq!(FieldType::from(own.as_str()), own);
        }
        assert_eq!(FieldType::from("tracking_data"), FieldType::TrackingData);
    }

    #[test]
    fn an_unknown_type_keeps_its_spelling_and_is_not_supported() {
        for text in ["chained_list", "Text", ""] {
            let own = FieldType::from(text);
            assert_eq!(own, FieldType::Other(text.to_owned()));
            assert_eq!(own.to_string(), text);
            assert!(!own.is_supported() && !own.has_options());
        }
    }
}

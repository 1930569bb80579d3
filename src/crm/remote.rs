//! What the engine needs of the CRM. `crm` implements it over HTTP.
//!
//! Most methods are one request, or one page of one. None of them decides what a failure means for a record: they say
//! what happened as a [`CrmError`], and the engine decides.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::crm::error::CrmError;
use crate::domain::{CrmId, EntityType, RemoteEntity};

/// An entity to create or change, as an item of a request.
#[derive(Debug, Clone)]
pub struct Item {
    /// Comes back unchanged in the answer and in validation errors; unique within a request.
    pub request_id: String,
    /// The id of the entity to change; `None` creates.
    pub id: Option<CrmId>,
    /// The item as JSON text, both of these included.
    text: String,
}

impl Item {
    /// An item with these keys beside its ids, as the API spells them.
    pub fn new(request_id: String, id: Option<CrmId>, mut body: Map<String, Value>) -> Self {
        if let Some(id) = id {
            body.insert("id".to_owned(), id.0.into());
        }
        body.insert("request_id".to_owned(), request_id.clone().into());
        Self {
            request_id,
            id,
            text: Value::Object(body).to_string(),
        }
    }

    /// The item as JSON text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The item as a value.
    pub fn body(&self) -> Map<String, Value> {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

/// What an answer says of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// The item's request id; for a changed entity possibly another text (`docs/amocrm.md` 1.4), so match changes by `id`.
    pub request_id: Option<String>,
    /// The entity.
    pub id: CrmId,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The entities in the list's order.
    pub entities: Vec<RemoteEntity>,
    /// Whether another page follows.
    pub more: bool,
}

/// The order of a list. Catalog elements know none (\[doc\] catalogs-api).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Newest id first.
    NewestFirst,
    /// Oldest id first.
    OldestFirst,
}

/// A link to make, or one that an answer shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The main entity.
    pub from: CrmId,
    /// The entity linked to it.
    pub to: CrmId,
    /// Its type.
    pub to_type: EntityType,
    /// Main contact of a lead.
    pub is_main: bool,
    /// Of a catalog element.
    pub quantity: Option<f64>,
}

/// Ids in one filter: the address stays far below any usual limit of its length.
pub const FILTERED: usize = 100;

/// The CRM as the engine sees it. Shared by the threads that keep several requests in flight.
pub trait Remote: Sync {
    /// Creates entities. `Ok` holds what the answer named, which may be less than was sent.
    fn create(&self, entity: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError>;

    /// Changes entities by id. May be repeated.
    fn update(&self, entity: EntityType, items: &[Item]) -> Result<Vec<Accepted>, CrmError>;

    /// Links entities to main entities of type `from`. May be repeated. Returns the links that the answer shows.
    fn link(&self, from: EntityType, links: &[Link]) -> Result<Vec<Link>, CrmError>;

    /// The links of one main entity, as the CRM shows them.
    fn linked(&self, from: EntityType, id: CrmId) -> Result<Vec<Link>, CrmError>;

    /// Undoes links. May be repeated.
    fn unlink(&self, from: EntityType, links: &[Link]) -> Result<(), CrmError>;

    /// One page (from 1) of a list, `limit` up to 250.
    fn page(
        &self,
        entity: EntityType,
        order: Order,
        page: u32,
        limit: u32,
    ) -> Result<Page, CrmError>;

    /// One entity; `None` when it does not exist, a removed one with `is_deleted`.
    fn get(&self, entity: EntityType, id: CrmId) -> Result<Option<RemoteEntity>, CrmError>;

    /// Those of the entities that exist, in as few requests as the account allows.
    fn read(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError>;

    /// The same for those who keep for good that an entity is gone: one answer is not enough for that, so what is absent
    /// is looked at once more, later.
    fn read_twice(&self, entity: EntityType, ids: &[CrmId]) -> Result<Vec<RemoteEntity>, CrmError> {
        self.read(entity, ids)
    }

    /// How many requests in flight keep the pace, as answers have come lately; no answer that is still to come takes less
    /// than `waited`.
    fn depth(&self, waited: Duration) -> usize;
}

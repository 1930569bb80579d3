//! The account's state, and who may do what in it. Pure: no socket, no clock of its own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::groups::Group;
use super::http::{Reply, Request};
use super::notes::Note;
use super::oauth::OAuth;
use super::tags::Tag;

/// The four entity types, as paths spell them.
pub const CONTACTS: &str = "contacts";
/// Companies.
pub const COMPANIES: &str = "companies";
/// Leads.
pub const LEADS: &str = "leads";
/// Elements of catalogs.
pub const ELEMENTS: &str = "catalog_elements";

/// A CRM account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct World {
    /// Milliseconds since 1970.
    #[serde(skip)]
    pub now_ms: i64,
    /// How long a new entity is missing from lists.
    #[serde(skip)]
    pub visibility_ms: i64,
    /// Whether the token's user is an administrator.
    pub admin: bool,
    /// IANA name of the account's zone.
    pub time_zone: String,
    /// Whether the paid filter add-on is on.
    pub filters: bool,
    /// Clients, codes and tokens.
    pub oauth: OAuth,
    /// People who work in the account.
    pub users: Vec<User>,
    /// Everything that can be linked, by type and id.
    pub entities: BTreeMap<String, BTreeMap<i64, Entity>>,
    /// Custom fields by path prefix: `contacts`, `leads`, `catalogs/4521`, …
    pub fields: BTreeMap<String, Vec<Field>>,
    /// Funnels.
    pub pipelines: Vec<Pipeline>,
    /// Lists.
    pub catalogs: Vec<Catalog>,
    /// Why leads are lost.
    pub loss_reasons: Vec<(i64, String)>,
    /// Tags that were ever used, by entity type: the same name is another tag elsewhere.
    #[serde(default)]
    pub tags: BTreeMap<String, Vec<Tag>>,
    /// Notes by entity type, oldest first.
    #[serde(default)]
    pub notes: BTreeMap<String, Vec<Note>>,
    /// Groups of custom fields by the fields' path prefix.
    #[serde(default)]
    pub groups: BTreeMap<String, Vec<Group>>,
    /// What the documents leave open.
    #[serde(default)]
    pub habits: Habits,
    /// The last id given out.
    pub last_id: i64,
}

/// Answers that no document settles; each can be switched, so that a client has to bear both.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// The status of a PATCH that names a deleted or merged id: 400 or 404.
    pub gone: u16,
    /// Whether a read of an entity in the trash answers it with `is_deleted`, in place of 204.
    pub trash: bool,
    /// Whether linking another company takes the place of the first, or is refused.
    pub company_gives_way: bool,
    /// Most items of a request that writes; more are refused with 422, which names the number.
    pub most_per_request: usize,
    /// Most items of a page.
    pub most_per_page: usize,
    /// What becomes of the parameter `order`.
    pub order: Order,
    /// Whether what no document shows is refused even where known clients send it: keys that only reads have, numbers
    /// as request ids, the type of a field in its change.
    pub strict: bool,
    /// When a loss reason is taken.
    pub loss_reason: LossReason,
    /// The status of `POST /api/v4/{entity}/link` and `/unlink` where only those of one entity are there (Kommo
    /// documents no other).
    pub no_bulk_link: Option<u16>,
}

/// When a lead takes a loss reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LossReason {
    /// In the request that moves it to 143, as the documented example has it.
    With,
    /// Only once it is there, as \[3p\] issue 88 found.
    After,
}

/// What becomes of the order that a list was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// The list has it.
    Kept,
    /// The list comes by id, oldest first.
    Ignored,
    /// Each page holds what it should, in rising order.
    RisingPages,
    /// The list comes by the last change, newest first.
    Updated,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            gone: 400,
            trash: false,
            company_gives_way: true,
            most_per_request: super::batch::MOST,
            most_per_page: 250,
            order: Order::Kept,
            strict: false,
            loss_reason: LossReason::With,
            no_bulk_link: None,
        }
    }
}

/// A person who works in the account.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Deactivated users cannot be referred to.
    pub active: bool,
}

/// A contact, company, lead or catalog element.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Entity {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Contacts.
    pub first_name: String,
    /// Contacts.
    pub last_name: String,
    /// Leads.
    pub price: i64,
    /// Leads.
    pub pipeline_id: i64,
    /// Leads.
    pub status_id: i64,
    /// Leads that are lost.
    pub loss_reason_id: Option<i64>,
    /// Set when a lead enters 142 or 143.
    pub closed_at: Option<i64>,
    /// The responsible user.
    pub responsible_user_id: i64,
    /// Seconds.
    pub created_at: i64,
    /// Seconds.
    pub updated_at: i64,
    /// Milliseconds; lists show it from then on.
    pub visible_at: i64,
    /// In the trash.
    pub is_deleted: bool,
    /// Elements.
    pub catalog_id: i64,
    /// Values by field id, in the form in which they are read back, without the field's own keys.
    pub values: BTreeMap<i64, Vec<Value>>,
    /// Tag names.
    pub tags: Vec<String>,
    /// What it is linked to.
    pub links: Vec<Link>,
}

/// A link from a main entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Type of the other entity.
    pub to_type: String,
    /// Its id.
    pub to: i64,
    /// Main contact.
    pub is_main: bool,
    /// Of an element.
    pub quantity: Option<f64>,
    /// Of an element.
    pub catalog_id: Option<i64>,
}

/// A custom field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Field {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Code.
    pub code: Option<String>,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Sort order.
    pub sort: i64,
    /// Made by the service, not by people.
    pub predefined: bool,
    /// People cannot edit it.
    pub api_only: bool,
    /// The group that shows it; `None` where the fields stand without one.
    #[serde(default)]
    pub group_id: Option<String>,
    /// Options.
    pub enums: Vec<Choice>,
    /// The owner of a field made through v2.
    pub origin: Option<String>,
}

/// An option of a field.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Choice {
    /// Id.
    pub id: i64,
    /// Text.
    pub value: String,
    /// Sort order.
    pub sort: i64,
    /// Code.
    pub code: Option<String>,
    /// Of a category: the one that it lies in.
    #[serde(default)]
    pub parent: Option<i64>,
}

/// A funnel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pipeline {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Sort order.
    pub sort: i64,
    /// Takes leads that name no funnel.
    pub is_main: bool,
    /// Whether leads may wait as unsorted.
    #[serde(default)]
    pub is_unsorted_on: bool,
    /// Stages, system ones included.
    pub statuses: Vec<Status>,
}

/// A stage of a funnel.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Status {
    /// Id; 142 and 143 in every funnel.
    pub id: i64,
    /// Name.
    pub name: String,
    /// Sort order.
    pub sort: i64,
    /// 1 for "unsorted".
    #[serde(rename = "type")]
    pub kind: i64,
    /// Colour.
    pub color: String,
}

/// A list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Catalog {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// `regular`, `products`, `invoices`.
    #[serde(rename = "type")]
    pub kind: String,
}

impl World {
    /// The clock in seconds.
    pub fn now(&self) -> i64 {
        self.now_ms / 1000
    }

    /// A new id.
    pub fn next_id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    /// Whether `id` is a user that may be referred to.
    pub fn is_active_user(&self, id: i64) -> bool {
        id == 0 || self.users.iter().any(|user| user.id == id && user.active)
    }

    /// The entities of a type.
    pub fn of(&self, kind: &str) -> &BTreeMap<i64, Entity> {
        static NONE: BTreeMap<i64, Entity> = BTreeMap::new();
        self.entities.get(kind).unwrap_or(&NONE)
    }

    /// Answers a request.
    pub fn handle(&mut self, request: &Request) -> Reply {
        if let Some(reply) = self.oauth_request(request) {
            return reply;
        }
        let Some(rest) = request.path.strip_prefix("/api/") else {
            return not_found(request);
        };
        if !self.oauth.is_home(&request.host) {
            return super::oauth::no_account();
        }
        if !self.admits(request) {
            return unauthorized();
        }
        self.route(request, rest)
    }

    /// Whether a request has a token that is alive.
    pub fn admits(&mut self, request: &Request) -> bool {
        let now = self.now();
        self.oauth.accept(request.token.as_deref(), now)
    }

    /// Answers a request of somebody who was admitted; `rest` is its path after `/api/`.
    pub fn route(&mut self, request: &Request, rest: &str) -> Reply {
        let parts: Vec<&str> = rest.split('/').collect();
        let method = request.method.as_str();
        if matches!(method, "POST" | "PATCH") && !is_json(request) {
            return Reply::problem(400, "Bad Request", "Content-Type must be application/json");
        }
        match (method, parts.as_slice()) {
            (_, ["v2", "fields"]) if method == "POST" => self.fields_v2(request),
            ("GET", ["v4", "account"]) => self.account(request),
            ("GET", ["v4", "users"]) => self.users_list(request),
            ("GET", ["v4", "users", id]) => self.user(id),
            (_, ["v4", "leads", "pipelines", rest @ ..]) => self.pipelines(request, rest),
            ("GET", ["v4", "leads", "loss_reasons"]) => self.loss_reasons(),
            ("GET", ["v4", "catalogs"]) => self.catalogs_list(),
            ("GET", ["v4", "catalogs", id]) => self.catalog(id),
            (_, ["v4", "catalogs", id, "elements", rest @ ..]) => self.elements(request, id, rest),
            (_, ["v4", "customers", "segments", "custom_fields", rest @ ..]) => {
                self.custom_fields(request, "customers/segments", rest)
            }
            (_, ["v4", "catalogs", id, "custom_fields", rest @ ..]) => {
                self.custom_fields(request, &format!("catalogs/{id}"), rest)
            }
            ("POST", ["v4", "leads", "complex"]) => self.complex(request).into(),
            (
                _,
                [
                    "v4",
                    entity @ ("contacts" | "companies" | "leads" | "customers"),
                    "custom_fields",
                    rest @ ..,
                ],
            ) => self.custom_fields(request, entity, rest),
            (
                _,
                [
                    "v4",
                    entity @ ("contacts" | "companies" | "leads"),
                    rest @ ..,
                ],
            ) => self.entity_request(request, entity, rest),
            _ => not_found(request),
        }
    }

    fn loss_reasons(&self) -> Reply {
        let reasons: Vec<_> = self.loss_reasons.iter().map(show_loss_reason).collect();
        Reply::ok(
            200,
            &json!({"_page": 1, "_embedded": {"loss_reasons": reasons}}),
        )
    }

    fn catalogs_list(&self) -> Reply {
        let catalogs: Vec<_> = self
            .catalogs
            .iter()
            .map(|catalog| self.show_catalog(catalog))
            .collect();
        Reply::ok(
            200,
            &json!({"_page": 1, "_embedded": {"catalogs": catalogs}}),
        )
    }
}

impl World {
    fn catalog(&self, id: &str) -> Reply {
        match self.catalogs.iter().find(|c| c.id.to_string() == id) {
            Some(catalog) => Reply::ok(200, &self.show_catalog(catalog)),
            None => Reply::problem(404, "Not Found", "Catalog not found"),
        }
    }

    fn show_catalog(&self, catalog: &Catalog) -> Value {
        json!({"id": catalog.id, "name": catalog.name, "type": catalog.kind, "sort": 10, "created_by": 0,
            "updated_by": 0, "created_at": 0, "updated_at": 0, "can_add_elements": true, "can_show_in_cards": false,
            "can_link_multiple": true, "can_be_deleted": catalog.kind == "regular", "sdk_widget_code": null,
            "account_id": self.oauth.account_id})
    }
}

/// A loss reason as reads show it.
pub fn show_loss_reason((id, name): &(i64, String)) -> Value {
    json!({"id": id, "name": name, "sort": 100_000, "created_at": 0, "updated_at": 0})
}

/// The answer to a path that does not exist.
pub fn not_found(request: &Request) -> Reply {
    Reply::problem(
        404,
        "Not Found",
        &format!(
            "Cannot {} https://school.amocrm.ru{}",
            request.method, request.path
        ),
    )
}

/// The answer to a token that is unknown or has ended.
pub fn unauthorized() -> Reply {
    Reply::problem(401, "Unauthorized", "Invalid user name or password")
}

/// The answer to a method that only administrators have.
pub fn forbidden() -> Reply {
    Reply::problem(403, "Forbidden", "Forbidden")
}

fn is_json(request: &Request) -> bool {
    request
        .content_type
        .as_deref()
        .is_some_and(|kind| kind.starts_with("application/json"))
}

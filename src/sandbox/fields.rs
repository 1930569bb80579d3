//! Custom fields through v4, and through the legacy `POST /api/v2/fields`.

use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{
    MISSING, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_INT, NOT_STRING, Reply, Request,
};
use super::pages;
use super::values::Mistakes;
use super::world::{Choice, Field, World, forbidden, not_found};

/// Types and the path prefixes that have them; `catalogs/…` is written `catalogs` (\[doc\] custom-fields).
const TYPES: &[(&str, &[&str])] = &[
    ("text", ALL),
    ("numeric", ALL),
    ("checkbox", ALL),
    ("select", ALL),
    ("multiselect", ALL),
    ("date", ALL),
    ("date_time", ALL),
    ("url", ALL),
    ("textarea", ALL),
    ("radiobutton", ALL),
    ("streetaddress", ALL),
    ("multitext", &["contacts"]),
    ("smart_address", PEOPLE),
    ("birthday", PEOPLE),
    ("legal_entity", PEOPLE),
    ("price", &["catalogs"]),
    ("category", &["catalogs"]),
    ("monetary", &["contacts", "leads", "companies", "customers"]),
];
const ALL: &[&str] = &[
    "contacts",
    "leads",
    "companies",
    "customers",
    "catalogs",
    "customers/segments",
];
const PEOPLE: &[&str] = &["contacts", "leads", "companies"];

impl World {
    pub(super) fn custom_fields(
        &mut self,
        request: &Request,
        prefix: &str,
        rest: &[&str],
    ) -> Reply {
        if let Some(id) = prefix.strip_prefix("catalogs/")
            && !self.catalogs.iter().any(|c| c.id.to_string() == id)
        {
            return Reply::problem(404, "Not Found", "Catalog not found");
        }
        if let ["groups", rest @ ..] = rest {
            return self.groups_request(request, prefix, rest);
        }
        let id = rest.first().and_then(|id| id.parse::<i64>().ok());
        match (request.method.as_str(), rest) {
            ("GET", []) => self.fields_list(request, prefix),
            ("GET", [_]) if id.is_some() => match self
                .fields
                .get(prefix)
                .and_then(|all| all.iter().find(|f| Some(f.id) == id))
            {
                Some(field) => Reply::ok(200, &self.show_field(field, prefix)),
                None => Reply::problem(404, "Not Found", "Custom field not found"),
            },
            (_, _) if !self.admin => forbidden(),
            ("POST", []) => self.fields_create(request, prefix).into(),
            ("PATCH", []) => self.fields_change(request, prefix).into(),
            ("PATCH", [_]) if id.is_some() => self.field_change(request, prefix, id).into(),
            ("DELETE", [_]) if id.is_some() => self.field_delete(prefix, id),
            _ => not_found(request),
        }
    }

    fn fields_list(&self, request: &Request, prefix: &str) -> Reply {
        let pages::Wanted {
            number: page,
            limit,
        } = match pages::wanted(request, self.habits.most_per_page) {
            Ok(page) => page,
            Err(reply) => return *reply,
        };
        let types: Vec<&str> = request
            .query
            .iter()
            .filter(|(key, _)| key.starts_with("filter[type]"))
            .map(|(_, kind)| kind.as_str())
            .collect();
        let all: Vec<&Field> = self
            .fields
            .get(prefix)
            .into_iter()
            .flatten()
            .filter(|field| types.is_empty() || types.contains(&field.kind.as_str()))
            .collect();
        let items: Vec<_> = all
            .iter()
            .skip((page - 1).saturating_mul(limit))
            .take(limit)
            .map(|f| self.show_field(f, prefix))
            .collect();
        if items.is_empty() {
            return Reply::empty();
        }
        let pages = all.len().div_ceil(limit);
        let href = |page| {
            format!(
                "https://shard151.amocrm.ru{}?limit={limit}&page={page}",
                request.path
            )
        };
        let mut links = json!({"self": {"href": href(page)}});
        if page < pages {
            links["next"] = json!({"href": href(page + 1)});
        }
        Reply::ok(
            200,
            &json!({"_total_items": all.len(), "_page": page, "_page_count": pages, "_links": links,
                    "_embedded": {"custom_fields": items}}),
        )
    }

    fn fields_create(&mut self, request: &Request, prefix: &str) -> Answer {
        let items = batch::read(request, self.habits.most_per_request, |item, wrong| {
            check_new(&item.body, prefix, wrong);
            self.check_group(&item.body, prefix, wrong);
        })?;
        let mut made = Vec::new();
        for (sent, ()) in items {
            let item = &sent.body;
            // An id in a POST: nothing is created and no error is given ([3p] issue 392).
            if item.contains_key("id") {
                continue;
            }
            let text = |key: &str| item.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
            let kind = text("type").unwrap_or_default();
            let enums = match address_parts(&kind) {
                Some(parts) => parts,
                None => self.choices(item.get("enums").or(item.get("nested"))),
            };
            let field = Field {
                id: self.next_id(),
                name: text("name").unwrap_or_default(),
                code: text("code"),
                kind,
                sort: item.get("sort").and_then(Value::as_i64).unwrap_or(500),
                predefined: false,
                api_only: item
                    .get("is_api_only")
                    .and_then(Value::as_bool)
                    .unwrap_or(false),
                group_id: text("group_id"),
                enums,
                origin: None,
            };
            let mut shown = self.show_field(&field, prefix);
            shown["request_id"] = sent.request_id.into();
            made.push(shown);
            self.fields
                .entry(prefix.to_owned())
                .or_default()
                .push(field);
        }
        let count = made.len();
        Ok(Reply::ok(
            201,
            &json!({"_total_items": count, "_embedded": {"custom_fields": made}}),
        )
        .stored(count))
    }

    fn fields_change(&mut self, request: &Request, prefix: &str) -> Answer {
        let items = batch::read(request, self.habits.most_per_request, |item, wrong| {
            self.check_change(&item.body, prefix, wrong);
        })?;
        let mut changed = Vec::new();
        for (item, ()) in items {
            let item = item.body;
            let id = item.get("id").and_then(Value::as_i64);
            let choices = item
                .get("enums")
                .or(item.get("nested"))
                .map(|options| self.choices(Some(options)));
            let Some(field) = self
                .fields
                .get_mut(prefix)
                .and_then(|all| all.iter_mut().find(|f| Some(f.id) == id))
            else {
                continue;
            };
            if let Some(name) = item.get("name").and_then(Value::as_str) {
                name.clone_into(&mut field.name);
            }
            if let Some(choices) = choices {
                field.enums = choices;
            }
            if let Some(sort) = item.get("sort").and_then(Value::as_i64) {
                field.sort = sort;
            }
            if let Some(code) = item.get("code") {
                field.code = code.as_str().map(ToOwned::to_owned);
            }
            if let Some(api_only) = item.get("is_api_only").and_then(Value::as_bool) {
                field.api_only = api_only;
            }
            if let Some(group) = item.get("group_id") {
                field.group_id = group.as_str().map(ToOwned::to_owned);
            }
            let field = field.clone();
            changed.push(self.show_field(&field, prefix));
            self.drop_lost_options(prefix, &field);
        }
        let count = changed.len();
        Ok(Reply::ok(
            201,
            &json!({"_total_items": count, "_embedded": {"custom_fields": changed}}),
        )
        .stored(count))
    }

    fn check_change(&self, item: &Map<String, Value>, prefix: &str, wrong: &mut Mistakes) {
        let id = item.get("id").and_then(Value::as_i64);
        match self
            .fields
            .get(prefix)
            .and_then(|all| all.iter().find(|f| Some(f.id) == id))
        {
            None => wrong.add(NOT_A_CHOICE, "id"),
            Some(field) => {
                let options = options_key(&field.kind);
                // The official SDK sends the whole model of a field that it changes.
                let is_own = |key: &str| match key {
                    "type" => item[key] == field.kind,
                    "required_statuses" | "is_deletable" => true,
                    _ => false,
                };
                for key in item.keys() {
                    if ![
                        "id",
                        "name",
                        "code",
                        "sort",
                        options,
                        "group_id",
                        "is_api_only",
                        "request_id",
                    ]
                    .contains(&key.as_str())
                        && (self.habits.strict || !is_own(key))
                    {
                        wrong.add(NOT_EXPECTED, key.as_str());
                    }
                }
                self.check_group(item, prefix, wrong);
                for (n, choice) in item
                    .get(options)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .enumerate()
                {
                    let stale = choice.get("id").is_some_and(|id| {
                        !field.enums.iter().any(|own| Some(own.id) == id.as_i64())
                    });
                    if stale {
                        wrong.add(NOT_A_CHOICE, format!("{options}.{n}.id"));
                    }
                    let known = |key: &str| {
                        matches!(key, "id" | "value" | "sort" | "request_id")
                            || (key == "code" && options == "enums")
                            || (key.starts_with("parent_") && options == "nested")
                    };
                    let keys = choice.as_object().into_iter().flat_map(Map::keys);
                    for key in keys.filter(|key| !known(key)) {
                        wrong.add(NOT_EXPECTED, format!("{options}.{n}.{key}"));
                    }
                }
            }
        }
        if let Some(Value::Array(nested)) = item.get("nested") {
            check_nested(nested, wrong);
        }
    }

    /// The change of one field: an object, and the answer is one too.
    fn field_change(&mut self, request: &Request, prefix: &str, id: Option<i64>) -> Answer {
        let Ok(Value::Object(mut item)) = serde_json::from_slice::<Value>(&request.body) else {
            return Ok(Reply::problem(
                405,
                "Method Not Allowed",
                "Method Not Allowed",
            ));
        };
        item.insert("id".to_owned(), json!(id));
        let one = Request {
            body: json!([item]).to_string().into_bytes(),
            ..request.clone()
        };
        let mut reply = self.fields_change(&one, prefix)?;
        let body: Value = serde_json::from_str(&reply.body).unwrap_or_default();
        reply.body = body["_embedded"]["custom_fields"][0].to_string();
        Ok(reply)
    }

    fn show_field(&self, field: &Field, prefix: &str) -> Value {
        let entity = prefix.split('/').next().unwrap_or(prefix);
        let options: Vec<_> = field
            .enums
            .iter()
            .map(|c| json!({"id": c.id, "value": c.value, "sort": c.sort, "code": c.code}))
            .collect();
        let mut body = json!({"id": field.id, "name": field.name, "code": field.code, "sort": field.sort,
            "type": field.kind, "entity_type": entity, "is_predefined": field.predefined,
            "is_deletable": !field.predefined, "is_api_only": field.api_only, "group_id": field.group_id,
            "required_statuses": [], "enums": null, "remind": null, "account_id": self.oauth.account_id});
        if field.kind == "category" {
            body["nested"] = field
                .enums
                .iter()
                .map(|c| json!({"id": c.id, "parent_id": c.parent, "value": c.value, "sort": c.sort}))
                .collect();
        } else if !options.is_empty() {
            body["enums"] = options.into();
        }
        body
    }

    /// A group is text, and of the same entity type.
    fn check_group(&self, item: &Map<String, Value>, prefix: &str, wrong: &mut Mistakes) {
        match item.get("group_id") {
            None | Some(Value::Null) => {}
            Some(Value::String(id)) if self.has_group(prefix, id) => {}
            Some(Value::String(_)) => wrong.add(NOT_A_CHOICE, "group_id"),
            Some(_) => wrong.add(NOT_STRING, "group_id"),
        }
    }

    /// Entities lose the values whose option lost its id (\[doc\] custom-fields).
    fn drop_lost_options(&mut self, prefix: &str, field: &Field) {
        let kind = prefix.split('/').next().unwrap_or(prefix);
        let kind = if kind == "catalogs" {
            super::world::ELEMENTS
        } else {
            kind
        };
        for entity in self
            .entities
            .get_mut(kind)
            .into_iter()
            .flat_map(|all| all.values_mut())
        {
            if let Some(values) = entity.values.get_mut(&field.id) {
                values.retain(|value| {
                    value
                        .get("enum_id")
                        .is_none_or(|id| field.enums.iter().any(|c| Some(c.id) == id.as_i64()))
                });
                if values.is_empty() {
                    entity.values.remove(&field.id);
                }
            }
        }
    }

    fn field_delete(&mut self, prefix: &str, id: Option<i64>) -> Reply {
        let Some(all) = self.fields.get_mut(prefix) else {
            return Reply::problem(404, "Not Found", "Custom field not found");
        };
        match all.iter().position(|field| Some(field.id) == id) {
            Some(at) if !all[at].predefined => {
                all.remove(at);
                Reply::empty().stored(1)
            }
            Some(_) => Reply::problem(400, "Bad Request", "Predefined field can not be deleted"),
            None => Reply::problem(404, "Not Found", "Custom field not found"),
        }
    }

    /// The legacy method: partial, and numbers in place of names (\[doc, v2 archive\]).
    pub(super) fn fields_v2(&mut self, request: &Request) -> Reply {
        let whole = |text: &str, code: &str| {
            Reply::ok(
                400,
                &json!({"response": {"error": text, "error_code": code, "server_time": 0}}),
            )
        };
        let Ok(Value::Object(body)) = serde_json::from_slice::<Value>(&request.body) else {
            return whole("Body must be JSON", "102");
        };
        if !self.admin {
            return forbidden();
        }
        if !body.contains_key("add") && !body.contains_key("delete") {
            return whole("No parameters", "103");
        }
        let list = |key: &str| {
            body.get(key)
                .and_then(Value::as_array)
                .cloned()
                .unwrap_or_default()
        };
        let adds = list("add");
        if adds
            .iter()
            .any(|item| item.get("enums").is_some_and(Value::is_string))
        {
            return whole("Invalid enums", "400");
        }
        let mut items = Vec::new();
        let mut errors = Map::new();
        let mut wrong = Map::new();
        for (at, item) in adds.iter().enumerate() {
            match self.add_v2(item) {
                Ok(id) => {
                    let mut made = json!({"id": id, "_links": {"self": {"href": format!("/api/v2/fields?id={id}"), "method": "get"}}});
                    if let Some(own) = item.get("request_id") {
                        made["request_id"] = own.clone();
                    }
                    items.push(made);
                }
                Err(text) => {
                    wrong.insert(at.to_string(), json!({"code": 400, "message": text}));
                }
            }
        }
        if !wrong.is_empty() {
            errors.insert("add".to_owned(), wrong.into());
        }
        let mut wrong = Map::new();
        for (at, item) in list("delete").iter().enumerate() {
            let id = number(item.get("id"));
            match self.delete_v2(id, item.get("origin").and_then(Value::as_str)) {
                Ok(()) => items.push(json!({"id": id})),
                Err(text) => {
                    wrong.insert(id.map_or(at.to_string(), |id| id.to_string()), text.into());
                }
            }
        }
        if !wrong.is_empty() {
            errors.insert("delete".to_owned(), wrong.into());
        }
        let count = items.len();
        let mut embedded = json!({"items": items});
        if !errors.is_empty() {
            embedded["errors"] = errors.into();
        }
        Reply::ok(
            200,
            &json!({"_links": {"self": {"href": "/api/v2/fields", "method": "post"}}, "_embedded": embedded}),
        )
        .stored(count)
    }

    fn add_v2(&mut self, item: &Value) -> Result<i64, &'static str> {
        let name = item
            .get("name")
            .and_then(Value::as_str)
            .filter(|n| !n.is_empty())
            .ok_or("Name is required")?;
        let origin = item
            .get("origin")
            .and_then(Value::as_str)
            .filter(|o| !o.is_empty())
            .ok_or("Origin is required")?;
        let kind =
            match number(item.get("field_type").or(item.get("type"))).ok_or("Type is required")? {
                1 => "text",
                2 => "numeric",
                3 => "checkbox",
                4 => "select",
                5 => "multiselect",
                6 => "date",
                7 => "url",
                8 => "multitext",
                9 => "textarea",
                10 => "radiobutton",
                11 => "streetaddress",
                13 => "smart_address",
                14 => "birthday",
                15 => "legal_entity",
                16 => "items",
                17 => "org_legal_name",
                _ => return Err("Unknown type"),
            };
        let prefix = match number(item.get("element_type")).ok_or("Element type is required")? {
            1 => "contacts".to_owned(),
            2 => "leads".to_owned(),
            3 => "companies".to_owned(),
            12 => "customers".to_owned(),
            id if self.catalogs.iter().any(|c| c.id == id) => format!("catalogs/{id}"),
            _ => return Err("Unknown element type"),
        };
        let options: Vec<_> = item
            .get("enums")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
            .map(|(at, text)| json!({"value": text, "sort": at}))
            .collect();
        let field = Field {
            id: self.next_id(),
            name: name.to_owned(),
            code: None,
            kind: kind.to_owned(),
            sort: 500,
            predefined: false,
            api_only: matches!(item.get("is_editable"), Some(v) if *v == json!(0) || *v == json!(false)),
            group_id: None,
            enums: address_parts(kind).unwrap_or_else(|| self.choices(Some(&options.into()))),
            origin: Some(origin.to_owned()),
        };
        let id = field.id;
        self.fields.entry(prefix).or_default().push(field);
        Ok(id)
    }

    fn delete_v2(&mut self, id: Option<i64>, origin: Option<&str>) -> Result<(), &'static str> {
        for all in self.fields.values_mut() {
            if let Some(at) = all.iter().position(|field| Some(field.id) == id) {
                if all[at].origin.is_none() || all[at].origin.as_deref() != origin {
                    return Err("Origin does not match");
                }
                all.remove(at);
                return Ok(());
            }
        }
        Err("Field not found")
    }

    fn choices(&mut self, raw: Option<&Value>) -> Vec<Choice> {
        let list = raw.and_then(Value::as_array).cloned().unwrap_or_default();
        let mut choices: Vec<Choice> = list
            .iter()
            .enumerate()
            .map(|(at, item)| Choice {
                id: item
                    .get("id")
                    .and_then(Value::as_i64)
                    .unwrap_or_else(|| self.next_id()),
                value: item
                    .get("value")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                sort: item
                    .get("sort")
                    .and_then(Value::as_i64)
                    .unwrap_or(i64::try_from(at).unwrap_or(0)),
                code: item
                    .get("code")
                    .and_then(Value::as_str)
                    .map(ToOwned::to_owned),
                parent: item.get("parent_id").and_then(Value::as_i64),
            })
            .collect();
        // New categories have no ids yet and name each other by request id.
        for (at, item) in list.iter().enumerate() {
            if let Some(wanted) = item.get("parent_request_id") {
                let holder = list
                    .iter()
                    .position(|other| other.get("request_id") == Some(wanted));
                choices[at].parent = holder.map(|holder| choices[holder].id);
            }
        }
        choices
    }
}

/// The parts of an address, the same in every account (\[doc\] custom-fields).
fn address_parts(kind: &str) -> Option<Vec<Choice>> {
    const PARTS: [&str; 6] = [
        "address_line_1",
        "address_line_2",
        "city",
        "state",
        "zip",
        "country",
    ];
    let parts = (1..).zip(PARTS).map(|(id, part)| Choice {
        id,
        value: part.to_owned(),
        sort: id,
        code: Some(part.to_owned()),
        parent: None,
    });
    (kind == "smart_address").then(|| parts.collect())
}

/// Categories call their options `nested` (\[doc\] custom-fields).
fn options_key(kind: &str) -> &'static str {
    if kind == "category" {
        "nested"
    } else {
        "enums"
    }
}

fn check_new(item: &Map<String, Value>, prefix: &str, wrong: &mut Mistakes) {
    const KNOWN: &[&str] = &[
        "id",
        "name",
        "type",
        "code",
        "sort",
        "group_id",
        "is_api_only",
        "required_statuses",
        "enums",
        "nested",
        "remind",
        "is_visible",
        "is_required",
        "settings",
        "request_id",
    ];
    for key in item.keys() {
        let catalog_only = matches!(key.as_str(), "is_visible" | "is_required" | "settings");
        if !KNOWN.contains(&key.as_str()) || (catalog_only && !prefix.starts_with("catalogs/")) {
            wrong.add(NOT_EXPECTED, key.as_str());
        }
    }
    for key in ["name", "type"] {
        match item.get(key) {
            None => wrong.add(MISSING, key),
            Some(Value::String(text)) if !text.trim().is_empty() => {}
            Some(_) => wrong.add(NOT_STRING, key),
        }
    }
    if item.get("sort").is_some_and(|sort| !sort.is_i64()) {
        wrong.add(NOT_INT, "sort");
    }
    // A lower-case code was refused ([3p] issue 604).
    let code_ok = |code: &str| {
        !code.is_empty()
            && code
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    if item
        .get("code")
        .is_some_and(|code| !code.as_str().is_some_and(code_ok))
    {
        wrong.add(NOT_STRING, "code");
    }
    let kind = item.get("type").and_then(Value::as_str).unwrap_or_default();
    let family = if prefix.starts_with("catalogs/") {
        "catalogs"
    } else {
        prefix
    };
    if !TYPES
        .iter()
        .any(|(name, on)| *name == kind && on.contains(&family))
    {
        wrong.add(NOT_A_CHOICE, "type");
    }
    if family == "catalogs" && item.contains_key("is_api_only") {
        wrong.add(NOT_EXPECTED, "is_api_only");
    }
    if matches!(kind, "select" | "multiselect" | "radiobutton") {
        match item.get("enums").and_then(Value::as_array) {
            None => wrong.add(MISSING, "enums"),
            Some(enums) => {
                for (at, choice) in enums.iter().enumerate() {
                    if !choice.get("value").is_some_and(Value::is_string) {
                        wrong.add(NOT_STRING, format!("enums.{at}.value"));
                    }
                    if !choice.get("sort").is_some_and(Value::is_i64) {
                        wrong.add(NOT_INT, format!("enums.{at}.sort"));
                    }
                }
            }
        }
    } else if item.get("enums").is_some_and(|enums| !enums.is_null()) {
        wrong.add(NOT_ARRAY, "enums");
    }
    let nested = item.get("nested").and_then(Value::as_array);
    if nested.is_some() && kind != "category" {
        wrong.add(NOT_EXPECTED, "nested");
    }
    check_nested(nested.map_or(&[], Vec::as_slice), wrong);
}

/// A category has a text and a place, and lies in one that there is.
fn check_nested(list: &[Value], wrong: &mut Mistakes) {
    for (at, category) in list.iter().enumerate() {
        if !category.get("value").is_some_and(Value::is_string) {
            wrong.add(NOT_STRING, format!("nested.{at}.value"));
        }
        if !category.get("sort").is_some_and(Value::is_i64) {
            wrong.add(NOT_INT, format!("nested.{at}.sort"));
        }
        for (key, own) in [("parent_id", "id"), ("parent_request_id", "request_id")] {
            let holder = category.get(key).filter(|holder| !holder.is_null());
            if holder.is_some_and(|holder| !list.iter().any(|other| other.get(own) == Some(holder)))
            {
                wrong.add(NOT_A_CHOICE, format!("nested.{at}.{key}"));
            }
        }
    }
}

/// v2 takes numbers as numbers or as text.
fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    }
}

//! What the CRM must show, told by the platform's rows alone.
//!
//! Nothing here goes through the program's mapping: each query says by itself which attribute stands in which field of
//! a new account. A column in capitals is a field, with the way its value is written after the colon; `link …` names
//! the record that is linked to, and the other columns are properties of the entity.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::types::ValueRef;
use serde_json::{Map, Value, json};

/// Kind, type of its entities, rows.
const KINDS: [(&str, &str, &str); 8] = [
    (
        "contact",
        "contacts",
        "SELECT u.id AS key, coalesce(u.lastName, '') AS last_name,
           coalesce(u.firstName, iif(u.lastName IS NULL, u.username, '')) AS first_name,
           coalesce(nullif(trim(coalesce(u.firstName, '') || ' ' || coalesce(u.lastName, '')), ''), u.username) AS name,
           u.phone AS \"PHONE:phone\", u.email AS \"EMAIL:email\", u.middleName AS MIDDLE_NAME, u.birthday AS \"BIRTHDAY:day\",
           u.city AS CITY, u.username AS USERNAME, u.created AS \"CREATED:moment\", u.updated AS \"UPDATED:moment\",
           (SELECT group_concat(r.code, ', ' ORDER BY r.id) FROM as_userRoles o JOIN as_roles r ON r.id = o.roleID
             WHERE o.userID = u.id) AS ROLES
         FROM as_users u",
    ),
    (
        "company",
        "companies",
        "SELECT s.userID AS key, s.name, s.phone AS \"PHONE:phone\", s.email AS \"EMAIL:email\", s.site AS WEB,
           s.address AS ADDRESS, s.inn AS INN, s.cooperationType AS COOPERATION, s.created AS \"CREATED:moment\",
           s.updated AS \"UPDATED:moment\", s.userID AS \"link contact\"
         FROM xx_suppliers s JOIN as_userRoles o ON o.userID = s.userID AND o.roleID = 2",
    ),
    (
        "product",
        "catalog_elements",
        "SELECT c.id AS key, c.name, c.sku AS SKU, c.description AS DESCRIPTION, c.price AS \"PRICE:decimal\",
           CASE c.formatCode WHEN 'online' THEN 'Онлайн' WHEN 'offline' THEN 'Очно' WHEN 'mixed' THEN 'Смешанный' END AS FORMAT,
           c.url AS URL, c.startDate AS \"START_DATE:day\", s.name AS SUPPLIER, c.created AS \"CREATED:moment\",
           c.updated AS \"UPDATED:moment\"
         FROM xx_courses c LEFT JOIN xx_suppliers s ON s.id = c.supplierID",
    ),
    (
        "deal_supplier",
        "leads",
        "SELECT s.userID AS key, s.name, 'Поставщики' AS pipeline, NULL AS price,
           CASE s.statusCode WHEN 'new' THEN 'Новый поставщик' WHEN 'docs' THEN 'Сбор документов' WHEN 'contract' THEN 'Договор'
             WHEN 'active' THEN 'Успешно реализовано' WHEN 'rejected' THEN 'Закрыто и не реализовано' END AS stage,
           s.created AS \"CREATED:moment\", s.updated AS \"UPDATED:moment\", s.userID AS \"link contact\", s.userID AS \"link company\"
         FROM xx_suppliers s JOIN as_userRoles o ON o.userID = s.userID AND o.roleID = 2",
    ),
    (
        "deal_srs",
        "leads",
        "SELECT s.userID AS key, 'CPC: ' || s.name AS name, 'CPC расчет по поставщикам' AS pipeline, s.srsAmount AS price,
           CASE s.srsStatusCode WHEN 'calc' THEN 'Расчет' WHEN 'approve' THEN 'Согласование'
             WHEN 'paid' THEN 'Успешно реализовано' END AS stage,
           s.created AS \"CREATED:moment\", s.updated AS \"UPDATED:moment\", s.userID AS \"link contact\", s.userID AS \"link company\"
         FROM xx_suppliers s JOIN as_userRoles o ON o.userID = s.userID AND o.roleID = 2 WHERE s.cooperationType = 'CPC'",
    ),
    (
        "deal_product",
        "leads",
        "SELECT c.id AS key, c.name, 'Создание продукта' AS pipeline, c.price,
           CASE c.statusCode WHEN 'draft' THEN 'Черновик' WHEN 'review' THEN 'Проверка' WHEN 'published' THEN 'Успешно реализовано'
             WHEN 'archived' THEN 'Закрыто и не реализовано' END AS stage,
           CASE c.formatCode WHEN 'online' THEN 'Онлайн' WHEN 'offline' THEN 'Очно' WHEN 'mixed' THEN 'Смешанный' END AS FORMAT,
           c.startDate AS \"START:day\", c.created AS \"CREATED:moment\", c.updated AS \"UPDATED:moment\",
           s.userID AS \"link contact\", s.userID AS \"link company\", c.id AS \"link product\"
         FROM xx_courses c LEFT JOIN xx_suppliers s ON s.id = c.supplierID",
    ),
    (
        "deal_student",
        "leads",
        "SELECT c.userID AS key, trim(coalesce(u.lastName, '') || ' ' || coalesce(u.firstName, u.username)) AS name,
           'Учащиеся' AS pipeline, NULL AS price,
           CASE c.statusCode WHEN 'lead' THEN 'Новый' WHEN 'active' THEN 'Обучается' WHEN 'graduated' THEN 'Успешно реализовано'
             WHEN 'left' THEN 'Закрыто и не реализовано' END AS stage,
           CASE c.sourceCode WHEN 'site' THEN 'Сайт' WHEN 'ad' THEN 'Реклама' WHEN 'friend' THEN 'Рекомендация' END AS SOURCE,
           c.isVip AS \"VIP:flag\", c.created AS \"CREATED:moment\", c.updated AS \"UPDATED:moment\", c.userID AS \"link contact\"
         FROM xx_clients c JOIN as_users u ON u.id = c.userID JOIN as_userRoles o ON o.userID = u.id AND o.roleID = 3",
    ),
    (
        "deal_course",
        "leads",
        "SELECT c.userID || '/' || o.courseID AS key, 'Прохождение курсов' AS pipeline, o.price,
           trim(k.name || ' — ' || trim(coalesce(u.lastName, '') || ' ' || coalesce(u.firstName, u.username))) AS name,
           CASE o.statusCode WHEN 'ordered' THEN 'Записан' WHEN 'paid' THEN 'Оплачен' WHEN 'learning' THEN 'Обучается'
             WHEN 'finished' THEN 'Успешно реализовано' WHEN 'refused' THEN 'Закрыто и не реализовано' END AS stage,
           o.progress AS \"PROGRESS:decimal\", o.started AS \"START:day\", o.finished AS \"FINISH:day\",
           CASE k.formatCode WHEN 'online' THEN 'Онлайн' WHEN 'offline' THEN 'Очно' WHEN 'mixed' THEN 'Смешанный' END AS FORMAT,
           o.created AS \"CREATED:moment\", o.updated AS \"UPDATED:moment\", c.userID AS \"link contact\", o.courseID AS \"link product\"
         FROM xx_orderCourses o JOIN xx_clients c ON c.id = o.clientID JOIN as_users u ON u.id = c.userID
           JOIN xx_courses k ON k.id = o.courseID",
    ),
];

/// Every entity that the platform's rows ask for, by marker, with its links as the platform has them: one-sided.
pub fn rows(platform: &Path) -> BTreeMap<String, Value> {
    let platform = rusqlite::Connection::open(platform).unwrap();
    let mut all = BTreeMap::new();
    for (kind, entity, sql) in KINDS {
        let mut query = platform.prepare(sql).unwrap();
        let names: Vec<String> = query.column_names().map(Into::into).collect();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let columns = names.iter().enumerate();
            let row = columns.map(|(at, name)| (name.as_str(), plain(row.get_ref(at).unwrap())));
            let (marker, entity) = one(&platform, kind, entity, row);
            let before = all.insert(marker, entity);
            assert!(before.is_none(), "the platform has a row twice: {before:?}");
        }
    }
    all
}

/// Columns that no row fills: what becomes of them would be seen by nobody.
pub fn empty_columns(platform: &Path) -> Vec<String> {
    let platform = rusqlite::Connection::open(platform).unwrap();
    let mut empty = Vec::new();
    for (kind, _, sql) in KINDS {
        let query = platform.prepare(sql).unwrap();
        for name in query.column_names() {
            // Of these two the platform has nothing to say.
            if name == "price" && ["deal_supplier", "deal_student"].contains(&kind) {
                continue;
            }
            let count = format!("SELECT count(\"{name}\") FROM ({sql})");
            let filled: i64 = platform.query_row(&count, [], |row| row.get(0)).unwrap();
            if filled == 0 {
                empty.push(format!("{kind}: {name}"));
            }
        }
    }
    empty
}

fn one<'a>(
    platform: &rusqlite::Connection,
    kind: &str,
    entity: &str,
    row: impl Iterator<Item = (&'a str, Value)>,
) -> (String, Value) {
    let mut marker = String::new();
    let (mut fields, mut links) = (Map::new(), Vec::new());
    let mut shown = json!({ "type": entity, "tags": [], "loss_reason": null });
    for (name, value) in row {
        let (name, way) = name.split_once(':').unwrap_or((name, ""));
        if name == "key" {
            marker = format!("school:{kind}:{}", text(&value));
        } else if name == "price" {
            // Whole roubles, halves upwards; nothing is 0.
            shown["price"] = whole(value.as_f64().unwrap_or(0.0)).into();
        } else if let Some(to) = name.strip_prefix("link ") {
            if !value.is_null() {
                links.push(link(
                    &format!("school:{to}:{}", text(&value)),
                    to == "contact" && entity == "leads",
                    (to == "product").then_some(1.0),
                ));
            }
        } else if name.starts_with(char::is_lowercase) {
            shown[name] = value;
        } else if !value.is_null() {
            fields.insert(name.to_owned(), written(platform, way, &value));
        }
    }
    fields.insert("PLATFORM_ID".to_owned(), json!([marker]));
    links.sort();
    shown["fields"] = fields.into();
    shown["links"] = json!(links);
    (marker, shown)
}

/// A link as [`super::account`] shows it.
pub fn link(to: &str, is_main: bool, quantity: Option<f64>) -> String {
    format!("{to}, main {is_main}, quantity {quantity:?}")
}

/// A company and its contacts and leads show their link from both sides.
pub fn mirror(all: &mut BTreeMap<String, Value>) {
    let mut back = Vec::new();
    for (marker, entity) in &*all {
        let is_company = |marker: &str| marker.starts_with("school:company:");
        for link in entity["links"].as_array().unwrap() {
            let to = link.as_str().unwrap().split(',').next().unwrap();
            if is_company(marker) || is_company(to) {
                back.push((to.to_owned(), link_back(marker)));
            }
        }
    }
    for (marker, link) in back {
        let links = &mut all.get_mut(&marker).unwrap()["links"];
        let mut list: Vec<String> = serde_json::from_value(links.take()).unwrap();
        list.push(link);
        list.sort();
        *links = json!(list);
    }
}

fn link_back(marker: &str) -> String {
    link(marker, false, None)
}

/// The field's values as a read of the CRM shows them.
fn written(platform: &rusqlite::Connection, way: &str, value: &Value) -> Value {
    // The account lies in Moscow, three hours ahead of UTC on every day that the rows name.
    let seconds = |text: &str| -> i64 {
        let at: i64 = platform
            .query_row("SELECT unixepoch(?1)", [text], |row| row.get(0))
            .unwrap();
        at - if text.len() == 10 { 3 * 3600 } else { 0 }
    };
    let value = match way {
        "phone" => return json!([format!("{} WORK", e164(value.as_str().unwrap()))]),
        "email" => return json!([format!("{} WORK", value.as_str().unwrap())]),
        "day" | "moment" => seconds(value.as_str().unwrap()).into(),
        "decimal" => value.as_f64().unwrap().to_string().into(),
        "flag" => (value.as_i64() == Some(1)).into(),
        _ => value.clone(),
    };
    json!([value])
}

/// A Russian number in any spelling.
pub fn e164(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    format!("+7{}", &digits[1..])
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "prices of a test are small"
)]
fn whole(price: f64) -> i64 {
    (price + 0.5).floor() as i64
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), Into::into)
}

fn plain(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null | ValueRef::Blob(_) => Value::Null,
        ValueRef::Integer(number) => number.into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) => String::from_utf8(text.to_vec()).unwrap().into(),
    }
}

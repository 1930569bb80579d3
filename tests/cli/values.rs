use amosync::sandbox::Options;
use serde_json::{Value, json};

use crate::support::World;

/// Every type of 11.5 that can be written, on a contact and a product.
const MAPPING: &str = r#"
[profiles.school.source.queries]
contact = """
SELECT u.id AS userID, u.*, NULL AS roles, ' Строка  текста ' AS aText, '0012,50' AS aNumber, 'да' AS aFlag, 'b' AS aCode,
       'r;b' AS aList, '["r", "b"]' AS aJson, '2026-03-01' AS aDay, '2026-03-01T22:30:00Z' AS aMoment,
       'https://school.example/?q=1' AS aUrl, 'Первая' || char(13) || char(10) || 'вторая' AS aLong, 'ул. Ленина, 1' AS aStreet,
       'Пермь' AS aCity, '614000' AS aZip, 'ru' AS aCountry, 'ООО «Школа»' AS aLegal, '7700000001' AS aInn, 99.90 AS aMoney,
       '8 (342) 200-00-00' AS phone2
FROM as_users u"""
product = """
SELECT c.id AS courseID, s.userID AS supplierUserID, s.name AS supplierName, c.*, 'Книги' AS aGroup, '1990.00' AS aPrice
FROM xx_courses c LEFT JOIN xx_suppliers s ON s.id = c.supplierID"""

[profiles.school.mapping.contact.fields]
PHONE      = { parts = { WORK = "phone", MOB = "phone2" } }
T_TEXT     = { from = "aText", name = "Т текст", type = "text" }
T_NUMBER   = { from = "aNumber", name = "Т число", type = "numeric" }
T_FLAG     = { from = "aFlag", name = "Т флаг", type = "checkbox" }
T_SELECT   = { from = "aCode", name = "Т список", type = "select", values = { a = "Альфа", b = "Бета" } }
T_RADIO    = { from = "aCode", name = "Т радио", type = "radiobutton", values = { a = "Альфа", b = "Бета" } }
T_MULTI    = { from = "aList", name = "Т мульти", type = "multiselect", values = { r = "Красный", g = "Зелёный", b = "Синий" } }
T_JSON     = { from = "aJson", name = "Т мульти JSON", type = "multiselect", values = { r = "Красный", g = "Зелёный", b = "Синий" } }
T_DAY      = { from = "aDay", name = "Т день", type = "date" }
T_NIGHT    = { from = "aMoment", name = "Т день момента", type = "date" }
T_BIRTHDAY = { from = "aDay", name = "Т рождение", type = "birthday" }
T_MOMENT   = { from = "aMoment", name = "Т момент", type = "date_time" }
T_URL      = { from = "aUrl", name = "Т ссылка", type = "url" }
T_LONG     = { from = "aLong", name = "Т длинный", type = "textarea" }
T_STREET   = { from = "aStreet", name = "Т улица", type = "streetaddress" }
T_ADDRESS  = { parts = { city = "aCity", zip = "aZip", country = "aCountry" }, name = "Т адрес", type = "smart_address" }
T_LEGAL    = { parts = { name = "aLegal", vat_id = "aInn" }, name = "Т юрлицо", type = "legal_entity" }
T_MONEY    = { from = "aMoney", name = "Т деньги", type = "monetary" }
T_TWO      = { from = ["aText", "aCity"], separator = " / ", name = "Т два", type = "text" }

[profiles.school.mapping.product.fields]
GROUP   = { from = "aGroup" }
T_PRICE = { from = "aPrice", name = "Т цена", type = "price" }
"#;

/// The stored items of a field without what the account adds to an option.
fn stored(entity: &Value, code: &str) -> Value {
    let all = entity["custom_fields_values"].as_array().unwrap().iter();
    let own = all.clone().find(|field| field["field_code"] == code);
    let own = own.unwrap_or_else(|| panic!("no {code}: {entity}"));
    let items = own["values"].as_array().unwrap().iter();
    items
        .map(|item| match item["enum_code"].as_str() {
            Some(code) => json!([code, item["value"]]),
            None => item["value"].clone(),
        })
        .collect()
}

/// A first sync in an account of this zone stores every type as it should be, and a second one sends nothing.
fn every_type_in(zone: &str, midnight: i64, night: i64) {
    let world = World::with(&Options {
        rate_limit: false,
        time_zone: zone.to_owned(),
        ..Options::default()
    });
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap() + MAPPING;
    std::fs::write(path, config).unwrap();
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["schema", "check"]);
    world.ok(&["sync-user", "2"]);
    world.ok(&["sync-course", "77"]);
    let contact = world.the("contacts", "school:contact:2");
    for (code, expected) in [
        (
            "PHONE",
            json!([["WORK", "+79120000002"], ["MOB", "+73422000000"]]),
        ),
        ("EMAIL", json!([["WORK", "boris@mail.example"]])),
        ("T_TEXT", json!(["Строка текста"])),
        ("T_NUMBER", json!(["12.5"])),
        ("T_FLAG", json!([true])),
        ("T_SELECT", json!(["Бета"])),
        ("T_RADIO", json!(["Бета"])),
        ("T_MULTI", json!(["Красный", "Синий"])),
        ("T_JSON", json!(["Красный", "Синий"])),
        ("T_DAY", json!([midnight])),
        ("T_NIGHT", json!([night])),
        ("T_BIRTHDAY", json!([midnight])),
        ("T_MOMENT", json!([1_772_404_200])),
        ("T_URL", json!(["https://school.example/?q=1"])),
        ("T_LONG", json!(["Первая\nвторая"])),
        ("T_STREET", json!(["ул. Ленина, 1"])),
        (
            "T_ADDRESS",
            json!([["city", "Пермь"], ["zip", "614000"], ["country", "RU"]]),
        ),
        (
            "T_LEGAL",
            json!([{"name": "ООО «Школа»", "vat_id": "7700000001"}]),
        ),
        ("T_MONEY", json!(["99.9"])),
        ("T_TWO", json!(["Строка текста / Пермь"])),
    ] {
        let found = stored(&contact, code);
        assert_eq!(found, expected, "{zone} {code}");
    }
    let product = world.the("catalog_elements", "school:product:77");
    assert_eq!(stored(&product, "GROUP"), json!(["Книги"]));
    assert_eq!(stored(&product, "T_PRICE"), json!(["1990"]));
    world.forget_requests();
    world.ok(&["sync-user", "2"]);
    world.ok(&["sync-course", "77"]);
    assert_eq!(world.requests(), 0, "{zone}");
}

#[test]
fn every_type_arrives_and_is_unchanged_east_of_greenwich() {
    // 2026-03-01 and 2026-03-02, 00:00 at +03:00.
    every_type_in("Europe/Moscow", 1_772_312_400, 1_772_398_800);
}

#[test]
fn every_type_arrives_and_is_unchanged_west_of_greenwich() {
    // 2026-03-01, 00:00 at -05:00; the moment lies in the same day there.
    every_type_in("America/Bogota", 1_772_341_200, 1_772_341_200);
}

//! Phones as people type them, from the platform's cell to the field of the contact.

use serde_json::{Value, json};

use crate::support::{Ran, World, field};

/// A world with one user for each cell; ids from 201.
fn with_phones(cells: &[&str]) -> (World, Vec<i64>) {
    let world = World::ready();
    let mut ids = Vec::new();
    for (id, cell) in (201..).zip(cells) {
        let cell = cell.replace('\'', "''");
        world.sql(&format!(
            "INSERT INTO as_users (id, username, firstName, phone) VALUES ({id}, 'user{id}', 'Анна', '{cell}')"
        ));
        ids.push(id);
    }
    (world, ids)
}

fn sync(world: &World, id: i64) -> Ran {
    world.run(&["sync-user", &id.to_string(), "--only", "contact"])
}

fn phones(world: &World, id: i64) -> Value {
    let contact = world.the("contacts", &format!("school:contact:{id}"));
    field(&contact, "PHONE")
}

/// Sets the country of the profile.
fn set_country(world: &World, country: &str) {
    world.configure(&format!(
        "{}\n[profiles.school]\ncountry = \"{country}\"\n",
        world.config()
    ));
}

#[test]
fn what_a_person_would_read_arrives() {
    let cells = [
        ("(812) 123-45-67", json!(["+78121234567"])),
        ("998901234567", json!(["+998901234567"])),
        ("+375 29 123-45-67 Max", json!(["+375291234567"])),
        (
            "\u{feff}+7\u{a0}916\u{2011}123\u{2013}45\u{200b}67",
            json!(["+79161234567"]),
        ),
        ("8~10 49 30 901820", json!(["+4930901820"])),
        (
            "8 (495) 123-45-67 доб. 105",
            json!(["+74951234567 доб. 105"]),
        ),
        ("+74951234567;ext=105", json!(["+74951234567 доб. 105"])),
        ("8 495 123 45 67, доб 5", json!(["+74951234567 доб. 5"])),
        (
            "8 916 123-45-67, 8 916 765-43-21; 8 (495) 123-45-67 #2/8 (495) 123-45-68",
            json!([
                "+79161234567",
                "+79167654321",
                "+74951234567 доб. 2",
                "+74951234568"
            ]),
        ),
        (
            "8 916 123-45-67\r\n8 916 765-43-21\r8 495 123-45-67\n8 (916) 123 45 67",
            json!(["+79161234567", "+79167654321", "+74951234567"]),
        ),
    ];
    let texts: Vec<&str> = cells.iter().map(|(text, _)| *text).collect();
    let (world, ids) = with_phones(&texts);
    for (id, (text, expected)) in ids.into_iter().zip(&cells) {
        let ran = sync(&world, id);
        assert_eq!(ran.code, 0, "{text:?}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(phones(&world, id), *expected, "{text:?}");
        world.forget_requests();
        assert_eq!(sync(&world, id).code, 0);
        assert_eq!(world.requests(), 0, "{text:?} was sent twice");
    }
}

#[test]
fn what_is_no_number_is_never_made_one() {
    let cells = [
        ("+7 916 l23 45 67", "letters stand among its digits"),
        ("+375 29 123-45-б7", "letters stand among its digits"),
        ("+7 000 000-00-00", "no numbering plan has it"),
        ("1027700132195", "no numbering plan has it"),
        ("8 916 123-45-67, 8 916 765", "no numbering plan has it"),
        ("доб. 105", "no numbering plan has it"),
        ("12.05.2024", "no numbering plan has it"),
        ("8 916 123-45-6?", "it has `?` in it"),
        ("ИНН 7712345678", "it says `инн`"),
    ];
    let texts: Vec<&str> = cells.iter().map(|(text, _)| *text).collect();
    let (world, ids) = with_phones(&texts);
    for (id, (text, reason)) in ids.into_iter().zip(cells) {
        let ran = sync(&world, id);
        assert_eq!(ran.code, 5, "{text:?}: {}{}", ran.stdout, ran.stderr);
        let said = format!("is not a phone number: {reason}");
        assert!(ran.stdout.contains(&said), "{text:?}: {}", ran.stdout);
        let sent = world.marked("contacts", &format!("school:contact:{id}"));
        let sent: Vec<Value> = sent.iter().map(|one| field(one, "PHONE")).collect();
        assert!(sent.iter().all(Value::is_null), "{text:?}: {sent:?}");
    }
}

#[test]
fn another_spelling_is_the_same_phone_on_both_sides() {
    let (world, ids) = with_phones(&["+7 916 123-45-67", "8 495 123-45-67 доб. 105"]);
    for id in &ids {
        assert_eq!(sync(&world, *id).code, 0);
    }
    // The platform spells them in another way.
    world.sql(
        "UPDATE as_users SET phone = '89161234567' WHERE id = 201;
         UPDATE as_users SET phone = '+74951234567;ext=105' WHERE id = 202",
    );
    world.forget_requests();
    for id in &ids {
        assert_eq!(sync(&world, *id).code, 0);
    }
    assert_eq!(world.requests(), 0);
    // And so do people in the CRM.
    for (id, text) in ids
        .iter()
        .zip(["8 (916) 123-45-67", "8 (495) 123-45-67 вн. 105"])
    {
        let contact = world.the("contacts", &format!("school:contact:{id}"));
        let own = contact["custom_fields_values"].as_array().unwrap().iter();
        let own = own
            .clone()
            .find(|own| own["field_code"] == "PHONE")
            .unwrap();
        let values = json!([{"value": text, "enum_code": "WORK"}]);
        world.post(
            "edit",
            &json!({"op": "set_field", "entity": "contacts", "id": contact["id"],
            "field_id": own["field_id"], "values": values}),
        );
        assert_eq!(phones(&world, *id), json!([text]));
    }
    let checked = world.run(&["check", "--output", "json"]);
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    // A second number joins the first, which is not written twice.
    world.sql("UPDATE as_users SET phone = '89161234567, 8 916 765-43-21' WHERE id = 201");
    assert_eq!(sync(&world, 201).code, 0);
    assert_eq!(phones(&world, 201), json!(["+79161234567", "+79167654321"]));
    // Another extension is another phone.
    world.sql("UPDATE as_users SET phone = '+74951234567 доб. 106' WHERE id = 202");
    assert_eq!(sync(&world, 202).code, 0);
    assert_eq!(phones(&world, 202), json!(["+74951234567 доб. 106"]));
}

#[test]
fn numbers_without_a_country_are_of_the_country_that_the_profile_names() {
    for (country, cell, expected) in [
        ("KZ", "8 701 123 45 67", "+77011234567"),
        ("BY", "8 029 123-45-67", "+375291234567"),
        ("UZ", "90 123 45 67", "+998901234567"),
        ("UA", "067 123 45 67", "+380671234567"),
        ("DE", "030/901820", "+4930901820"),
        ("US", "(212) 555-1234", "+12125551234"),
    ] {
        let (world, ids) = with_phones(&[cell]);
        set_country(&world, country);
        let ran = sync(&world, ids[0]);
        assert_eq!(ran.code, 0, "{cell}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(phones(&world, ids[0]), json!([expected]), "{country}");
    }
}

#[test]
fn another_country_looks_at_every_row_again_and_a_wrong_one_is_named() {
    let (world, ids) = with_phones(&["067 123 45 67"]);
    assert_eq!(sync(&world, ids[0]).code, 5);
    set_country(&world, "UA");
    assert_eq!(sync(&world, ids[0]).code, 0);
    assert_eq!(phones(&world, ids[0]), json!(["+380671234567"]));
    world.configure(&world.config().replace("\"UA\"", "\"Украина\""));
    let ran = sync(&world, ids[0]);
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stderr.contains("`Украина` is no country"),
        "{}",
        ran.stderr
    );
}

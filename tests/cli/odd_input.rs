//! Odd rows of the platform: each has one outcome, and none of them costs a refused batch.

use serde_json::{Value, json};

use crate::support::{World, field};

/// A client whose row is set by `UPDATE`s, so that a test names only what is odd.
fn client(world: &World, id: i64) {
    world.sql(&format!(
        "INSERT INTO as_users (id, username, firstName, lastName) VALUES ({id}, 'user{id}', 'Анна', 'Орлова');
         INSERT INTO as_userRoles VALUES ({id}, 3);
         INSERT INTO xx_clients (id, userID, statusCode) VALUES ({id}, {id}, 'active');"
    ));
}

/// A world with one client for each SQL expression that `column` of `as_users` is set to; ids from 101.
fn with_users(column: &str, expressions: &[&str]) -> (World, Vec<i64>) {
    let world = World::ready();
    let mut ids = Vec::new();
    for (id, expression) in (101..).zip(expressions) {
        client(&world, id);
        world.sql(&format!(
            "UPDATE as_users SET {column} = {expression} WHERE id = {id}"
        ));
        ids.push(id);
    }
    (world, ids)
}

fn contact(world: &World, id: i64) -> Value {
    world.the("contacts", &format!("school:contact:{id}"))
}

/// Runs one command; nothing that it sends may be refused.
fn run(world: &World, args: &[&str]) -> crate::support::Ran {
    world.forget_requests();
    let ran = world.run(args);
    for row in world.get("requests").as_array().unwrap() {
        assert!(
            row["status"].as_u64().unwrap() < 400,
            "{args:?} was refused: {row}"
        );
    }
    ran
}

/// A record that exits 5, names the value and the reason, and leaves nothing in the CRM.
fn is_invalid(world: &World, args: &[&str], entity: &str, marker: &str, reason: &str) {
    let ran = run(world, args);
    assert_eq!(ran.code, 5, "{args:?}: {}{}", ran.stdout, ran.stderr);
    assert!(ran.stdout.contains(reason), "{args:?}: {}", ran.stdout);
    assert!(world.marked(entity, marker).is_empty(), "{marker} was sent");
}

fn sync_user(world: &World, id: i64) -> crate::support::Ran {
    run(world, &["sync-user", &id.to_string()])
}

#[test]
fn names_are_cleaned_and_an_empty_one_gives_way_to_the_user_name() {
    let cases = [
        ("''", "user101", "user101"),
        ("NULL", "user102", "user102"),
        (
            "' Ан' || char(9) || 'на  Мария '",
            "Ан на Мария Орлова",
            "Ан на Мария",
        ),
        (
            "'А' || char(7) || 'н' || char(27) || 'на'",
            "Анна Орлова",
            "Анна",
        ),
        ("'Анна 🦊👩‍🎓'", "Анна 🦊👩‍🎓 Орлова", "Анна 🦊👩‍🎓"),
    ];
    let expressions: Vec<_> = cases.iter().map(|case| case.0).collect();
    let (world, ids) = with_users("firstName", &expressions);
    // Without a last name too, the first two have none at all.
    world.sql("UPDATE as_users SET lastName = ' ' WHERE id IN (101, 102)");
    for (id, (expression, full, first)) in ids.into_iter().zip(cases) {
        let ran = sync_user(&world, id);
        assert_eq!(ran.code, 0, "{expression}: {}", ran.stderr);
        let contact = contact(&world, id);
        assert_eq!(contact["first_name"], first, "{expression}");
        assert_eq!(contact["name"], full, "{expression}");
        assert_eq!(sync_user(&world, id).code, 0);
        assert_eq!(
            world.requests(),
            0,
            "{expression}: a second run sent something"
        );
    }
}

#[test]
fn names_that_are_too_long_or_not_there_are_named() {
    let long = format!("'{}'", "я".repeat(300));
    let (world, ids) = with_users("firstName", &[&long, "''"]);
    let user = ids[0].to_string();
    let reason = "is 300 characters long, and the CRM takes 255";
    is_invalid(
        &world,
        &["sync-user", &user],
        "contacts",
        &format!("school:contact:{user}"),
        reason,
    );
    let user = ids[1].to_string();
    world.sql("UPDATE as_users SET lastName = NULL, username = ' ' WHERE id = 102");
    is_invalid(
        &world,
        &["sync-user", &user],
        "contacts",
        &format!("school:contact:{user}"),
        "the name is empty",
    );
}

#[test]
fn two_names_that_fit_make_a_deal_that_does_not() {
    let (world, ids) = with_users("firstName", &[&format!("'{}'", "я".repeat(200))]);
    world.sql(&format!(
        "UPDATE as_users SET lastName = '{}'",
        "ю".repeat(200)
    ));
    let user = ids[0].to_string();
    is_invalid(
        &world,
        &["sync-user", &user],
        "leads",
        &format!("school:deal_student:{user}"),
        "is 401 characters long",
    );
    // The contact, which comes first, is there.
    contact(&world, ids[0]);
}

#[test]
fn phones_in_many_spellings_are_one_number() {
    let spellings = [
        "'8 (912) 000-00-01'",
        "'+7 912 000 00 01'",
        "'79120000001'",
        "'9120000001'",
        "79120000001",
        "'8.912.000.00.01'",
        "char(9) || '8-912-000-0001 '",
        "'+7(912)0000001'",
    ];
    let (world, ids) = with_users("phone", &spellings);
    for (id, spelling) in ids.into_iter().zip(spellings) {
        let ran = sync_user(&world, id);
        assert_eq!(ran.code, 0, "{spelling}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(
            field(&contact(&world, id), "PHONE"),
            json!(["+79120000001"]),
            "{spelling}"
        );
    }
}

#[test]
fn blank_phones_and_e_mails_are_none_and_wrong_ones_are_named() {
    let (world, ids) = with_users("phone", &["''", "NULL", "'   '", "'нет'", "'12'", "'8912'"]);
    for id in &ids[..3] {
        assert_eq!(sync_user(&world, *id).code, 0);
        assert_eq!(field(&contact(&world, *id), "PHONE"), Value::Null);
    }
    for id in &ids[3..] {
        let user = id.to_string();
        let marker = format!("school:contact:{id}");
        is_invalid(
            &world,
            &["sync-user", &user],
            "contacts",
            &marker,
            "is not a phone number",
        );
    }
    world.sql("UPDATE as_users SET phone = NULL, email = ' Anna@Mail.Example ' WHERE id = 104");
    assert_eq!(sync_user(&world, 104).code, 0);
    assert_eq!(
        field(&contact(&world, 104), "EMAIL"),
        json!(["Anna@Mail.Example"])
    );
    for wrong in [
        "anna",
        "anna@",
        "@mail.example",
        "anna@mail",
        "a b@mail.example",
        "a@b@c.example",
    ] {
        world.sql(&format!(
            "UPDATE as_users SET phone = NULL, email = '{wrong}' WHERE id = 105"
        ));
        let ran = sync_user(&world, 105);
        assert_eq!(ran.code, 5, "{wrong}");
        assert!(
            ran.stdout.contains(&format!("`email` = `{wrong}`"))
                && ran.stdout.contains("is not an e-mail address"),
            "{}",
            ran.stdout
        );
    }
}

#[test]
fn dates_that_are_none_are_named() {
    let wrong = [
        "'вчера'",
        "'1980-02-30'",
        "'0000-00-00'",
        "'01.03.1980'",
        "5",
    ];
    let (world, ids) = with_users("birthday", &wrong);
    for id in &ids {
        let user = id.to_string();
        let marker = format!("school:contact:{id}");
        is_invalid(
            &world,
            &["sync-user", &user],
            "contacts",
            &marker,
            "is not a date",
        );
    }
    for (blank, id) in ["''", "NULL", "' '"].into_iter().zip(&ids) {
        world.sql(&format!(
            "UPDATE as_users SET birthday = {blank} WHERE id = {id}"
        ));
        assert_eq!(sync_user(&world, *id).code, 0, "{blank}");
        assert_eq!(field(&contact(&world, *id), "BIRTHDAY"), Value::Null);
    }
}

#[test]
fn good_users_arrive_beside_odd_ones() {
    let (world, ids) = with_users(
        "email",
        &["'a@mail.example'", "'nobody'", "'c@mail.example'"],
    );
    let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let mut args = vec!["sync-user"];
    args.extend(ids.iter().map(String::as_str));
    let ran = run(&world, &args);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    assert_eq!(world.marked("contacts", "school:contact:102").len(), 0);
    contact(&world, 101);
    contact(&world, 103);
}

#[test]
fn prices_are_whole_bounded_and_never_negative() {
    let world = World::ready();
    let args = ["sync-usercourse", "2", "77"];
    let marker = "school:deal_course:2/77";
    for (price, reason) in [
        ("-1", "is negative, and a price cannot be"),
        ("'-0.01'", "is negative, and a price cannot be"),
        ("'дорого'", "is not a number"),
        ("2147483648", "is more than a deal's price can be"),
        ("1e15", "is more than a deal's price can be"),
    ] {
        world.sql(&format!("UPDATE xx_orderCourses SET price = {price}"));
        is_invalid(&world, &args, "leads", marker, reason);
    }
    for (price, sent) in [
        ("NULL", 0),
        ("0", 0),
        ("'9 000,50'", 9001),
        ("2147483647", 2_147_483_647),
    ] {
        world.sql(&format!("UPDATE xx_orderCourses SET price = {price}"));
        let ran = run(&world, &args);
        assert_eq!(ran.code, 0, "{price}: {}{}", ran.stdout, ran.stderr);
        assert_eq!(world.the("leads", marker)["price"], sent, "{price}");
    }
    for price in ["-1", "'-12000.50'"] {
        world.sql(&format!("UPDATE xx_courses SET price = {price}"));
        is_invalid(
            &world,
            &["sync-course", "77", "--only", "deal_product"],
            "leads",
            "school:deal_product:77",
            "is negative, and a price cannot be",
        );
    }
}

#[test]
fn the_price_of_a_product_is_never_negative_either() {
    let world = World::ready();
    world.sql("UPDATE xx_courses SET price = -0.5 WHERE id = 77");
    is_invalid(
        &world,
        &["sync-course", "77"],
        "catalog_elements",
        "school:product:77",
        "is negative, and a price cannot be",
    );
    world.sql("UPDATE xx_courses SET price = 0 WHERE id = 77");
    assert_eq!(run(&world, &["sync-course", "77"]).code, 0);
    let product = world.the("catalog_elements", "school:product:77");
    assert_eq!(field(&product, "PRICE"), json!(["0"]));
}

#[test]
fn a_price_that_the_platform_empties_becomes_zero() {
    let world = World::ready();
    let args = ["sync-usercourse", "2", "77"];
    let marker = "school:deal_course:2/77";
    world.ok(&args);
    assert_eq!(world.the("leads", marker)["price"], 9000);
    world.sql("UPDATE xx_orderCourses SET price = NULL");
    assert_eq!(run(&world, &args).code, 0);
    assert_eq!(world.the("leads", marker)["price"], 0);
    run(&world, &args);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_name_that_the_platform_empties_is_cleared_or_refused() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    let anna = || contact(&world, 1);
    world.sql("UPDATE as_users SET lastName = NULL WHERE id = 1");
    assert_eq!(sync_user(&world, 1).code, 0);
    assert_eq!(
        (&anna()["first_name"], &anna()["last_name"]),
        (&json!("Анна"), &json!(""))
    );
    world.sql("UPDATE as_users SET firstName = '' WHERE id = 1");
    assert_eq!(sync_user(&world, 1).code, 0);
    assert_eq!(anna()["name"], "anna");
    world.sql("UPDATE as_users SET firstName = 'Анна', lastName = 'Орлова' WHERE id = 1");
    assert_eq!(sync_user(&world, 1).code, 0);
    assert_eq!(anna()["name"], "Анна Орлова");
    sync_user(&world, 1);
    assert_eq!(world.requests(), 0);
    // A company has no other name to fall back on: the old one stays, and the run says why.
    let company = world.the("companies", "school:company:1");
    world.sql("UPDATE xx_suppliers SET name = '  ' WHERE userID = 1");
    let ran = sync_user(&world, 1);
    assert_eq!(ran.code, 5, "{}", ran.stdout);
    assert!(ran.stdout.contains("the name is empty"), "{}", ran.stdout);
    assert_eq!(
        world.the("companies", "school:company:1")["name"],
        company["name"]
    );
}

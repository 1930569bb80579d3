use proptest::prelude::*;

use super::*;
use crate::domain::shape::OptionShape;
use crate::domain::{Country, FieldId, FieldType};

fn field(field_type: &str, code: Option<&str>) -> FieldShape {
    let option = |id, value: &str| OptionShape {
        id,
        value: value.to_owned(),
        sort: 0,
        code: None,
        parent_id: None,
    };
    FieldShape {
        id: FieldId(1),
        name: "F".to_owned(),
        code: code.map(ToOwned::to_owned),
        field_type: field_type.into(),
        options: vec![
            option(11, "Онлайн"),
            option(12, "Очно "),
            option(13, "Дважды"),
            option(14, "Дважды"),
        ],
    }
}

fn whole(value: &Value) -> Input<'_> {
    Input { part: None, value }
}

fn sent(field_type: &str, code: Option<&str>, zone: &str, text: &str) -> Result<Json, Misfit> {
    let field = field(field_type, code);
    let zone = TimeZone::get(zone).expect("a zone");
    let target = Target {
        field: &field,
        values: None,
        enum_code: None,
        separator: None,
        zone: &zone,
        country: Country::default(),
    };
    let value = Value::Text(text.to_owned());
    convert(&[whole(&value)], &target).map(|value| value.unwrap_or(Json::Null))
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn each_type_has_its_form() {
    let moscow = "Europe/Moscow";
    for (kind, code, zone, text, expected) in [
        (
            "text",
            None,
            moscow,
            " a\u{7}b \t c ",
            json!([{"value": "ab c"}]),
        ),
        (
            "text",
            None,
            moscow,
            "🎓 курс",
            json!([{"value": "🎓 курс"}]),
        ),
        ("text", None, moscow, " \n ", Json::Null),
        (
            "textarea",
            None,
            moscow,
            "a \r\nb\u{1b}[0m",
            json!([{"value": "a\nb[0m"}]),
        ),
        (
            "numeric",
            None,
            moscow,
            "0012,50",
            json!([{"value": "12.5"}]),
        ),
        ("numeric", None, moscow, "-0.0", json!([{"value": "0"}])),
        ("price", None, moscow, "1e3", json!([{"value": "1000"}])),
        ("checkbox", None, moscow, "1", json!([{"value": true}])),
        (
            "date",
            None,
            moscow,
            "2026-11-22",
            json!([{"value": "2026-11-22T00:00:00+03:00"}]),
        ),
        (
            "date",
            None,
            "America/New_York",
            "2026-11-22",
            json!([{"value": "2026-11-22T00:00:00-05:00"}]),
        ),
        (
            "birthday",
            None,
            moscow,
            "2026-11-22T22:30:00Z",
            json!([{"value": "2026-11-23T00:00:00+03:00"}]),
        ),
        (
            "date_time",
            None,
            moscow,
            "2026-11-22T09:30:00Z",
            json!([{"value": "2026-11-22T12:30:00+03:00"}]),
        ),
        (
            "date_time",
            None,
            moscow,
            "2026-11-22 09:30:00",
            json!([{"value": "2026-11-22T09:30:00+03:00"}]),
        ),
        ("select", None, moscow, "Очно", json!([{"enum_id": 12}])),
        (
            "multiselect",
            None,
            moscow,
            "Очно, Онлайн;Очно",
            json!([{"enum_id": 11}, {"enum_id": 12}]),
        ),
        (
            "multitext",
            Some("PHONE"),
            moscow,
            "8 (912) 000-00-01",
            json!([{"value": "+79120000001", "enum_code": "WORK"}]),
        ),
        (
            "multitext",
            Some("PHONE"),
            moscow,
            "+49 30 901820",
            json!([{"value": "+4930901820", "enum_code": "WORK"}]),
        ),
        (
            "multiselect",
            None,
            moscow,
            r#"["Очно", "Онлайн", null]"#,
            json!([{"enum_id": 11}, {"enum_id": 12}]),
        ),
        ("multiselect", None, moscow, " , ;", Json::Null),
        (
            "radiobutton",
            None,
            moscow,
            "Онлайн",
            json!([{"enum_id": 11}]),
        ),
        ("category", None, moscow, "Онлайн", json!([{"enum_id": 11}])),
        (
            "streetaddress",
            None,
            moscow,
            "ул. Ленина,  1",
            json!([{"value": "ул. Ленина, 1"}]),
        ),
        (
            "url",
            None,
            moscow,
            " https://school.example/1 ",
            json!([{"value": "https://school.example/1"}]),
        ),
        (
            "monetary",
            None,
            moscow,
            "1 250,50",
            json!([{"value": "1250.5"}]),
        ),
        (
            "smart_address",
            None,
            moscow,
            r#"{"city": "Пермь", "country": "ru", "zip": 614000, "state": null}"#,
            json!([{"value": "Пермь", "enum_code": "city"}, {"value": "614000", "enum_code": "zip"},
                   {"value": "RU", "enum_code": "country"}]),
        ),
        (
            "smart_address",
            None,
            moscow,
            "ул. Ленина, 1",
            json!([{"value": "ул. Ленина, 1", "enum_code": "address_line_1"}]),
        ),
        (
            "legal_entity",
            None,
            moscow,
            r#"{"name": "ООО «Школа»", "vat_id": "5900000001", "entity_type": 2}"#,
            json!([{"value": {"name": "ООО «Школа»", "vat_id": "5900000001", "entity_type": 2}}]),
        ),
        (
            "legal_entity",
            None,
            moscow,
            "ООО «Школа»",
            json!([{"value": {"name": "ООО «Школа»"}}]),
        ),
        (
            "multitext",
            Some("EMAIL"),
            moscow,
            " a.b@mail.example ",
            json!([{"value": "a.b@mail.example", "enum_code": "WORK"}]),
        ),
    ] {
        assert_eq!(
            sent(kind, code, zone, text),
            Ok(expected),
            "{kind} {text:?}"
        );
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let long = "x".repeat(256);
    for (kind, code, text) in [
        ("text", None, long.as_str()),
        ("numeric", None, "12 штук"),
        ("numeric", None, "nan"),
        ("checkbox", None, "maybe"),
        ("date", None, "2026-02-30"),
        ("date", None, "скоро"),
        ("select", None, "Дважды"),
        ("select", None, "Заочно"),
        ("multitext", Some("PHONE"), "позвоните"),
        ("multitext", Some("PHONE"), "12"),
        ("multitext", Some("EMAIL"), "ann@"),
        ("multitext", Some("EMAIL"), "a@b@c.d"),
        ("multitext", Some("EMAIL"), "ann smith@mail.example"),
        ("file", None, "x"),
        ("items", None, "x"),
        ("multiselect", None, "Очно, Заочно"),
        ("smart_address", None, r#"{"street": "Ленина"}"#),
        ("smart_address", None, r#"{"country": "Россия"}"#),
        ("legal_entity", None, r#"{"vat_id": "1"}"#),
        ("legal_entity", None, r#"{"name": "A", "entity_type": 3}"#),
    ] {
        assert!(sent(kind, code, "UTC", text).is_err(), "{kind} {text:?}");
    }
}

fn target<'a>(field: &'a FieldShape, zone: &'a TimeZone) -> Target<'a> {
    Target {
        field,
        values: None,
        enum_code: None,
        separator: None,
        zone,
        country: Country::default(),
    }
}

#[test]
fn several_attributes_fill_one_field() {
    let text = |text: &str| Value::Text(text.to_owned());
    let (a, b, empty) = (
        text("8 912 000 00 01"),
        text("+7 (912) 000-00-02"),
        Value::Null,
    );
    let zone = TimeZone::UTC;
    let phone = field("multitext", Some("PHONE"));
    let mobile = Input {
        part: Some("MOB"),
        value: &b,
    };
    let both = json!([{"value": "+79120000001", "enum_code": "WORK"}, {"value": "+79120000002", "enum_code": "MOB"}]);
    let inputs = [whole(&a), whole(&empty), mobile, whole(&a)];
    assert_eq!(convert(&inputs, &target(&phone, &zone)), Ok(Some(both)));

    let list = text("8 912 000 00 01; +7 912 000-00-02");
    let split = Target {
        separator: Some(";"),
        enum_code: Some("HOME"),
        ..target(&phone, &zone)
    };
    let homes = json!([{"value": "+79120000001", "enum_code": "HOME"}, {"value": "+79120000002", "enum_code": "HOME"}]);
    assert_eq!(convert(&[whole(&list)], &split), Ok(Some(homes)));

    let address = field("smart_address", None);
    let (city, line) = (text("Пермь"), text("ул. Ленина, 1"));
    let parts = [
        Input {
            part: Some("city"),
            value: &city,
        },
        Input {
            part: Some("address_line_1"),
            value: &line,
        },
        Input {
            part: Some("zip"),
            value: &empty,
        },
    ];
    assert_eq!(
        convert(&parts, &target(&address, &zone)),
        Ok(Some(
            json!([{"value": "ул. Ленина, 1", "enum_code": "address_line_1"}, {"value": "Пермь", "enum_code": "city"}])
        ))
    );
    assert_eq!(convert(&parts[2..], &target(&address, &zone)), Ok(None));

    let joined = field("text", None);
    assert_eq!(
        convert(
            &[whole(&city), whole(&empty), whole(&line)],
            &target(&joined, &zone)
        ),
        Ok(Some(json!([{"value": "Пермь, ул. Ленина, 1"}])))
    );
    let number = field("numeric", None);
    let (seven, eight) = (Value::Int(7), Value::Int(8));
    assert_eq!(
        convert(
            &[whole(&empty), whole(&seven), whole(&eight)],
            &target(&number, &zone)
        ),
        Ok(Some(json!([{"value": "7"}])))
    );
}

#[test]
fn a_code_becomes_an_option_or_a_text() {
    let codes = Codes::from([("on".to_owned(), "Онлайн".to_owned())]);
    for (kind, expected) in [
        ("select", json!([{"enum_id": 11}])),
        ("multiselect", json!([{"enum_id": 11}])),
        ("text", json!([{"value": "Онлайн"}])),
    ] {
        let (field, zone) = (field(kind, None), TimeZone::UTC);
        let target = Target {
            values: Some(&codes),
            ..target(&field, &zone)
        };
        let of = |text: &str| convert(&[whole(&Value::Text(text.to_owned()))], &target);
        assert_eq!(of("on"), Ok(Some(expected)), "{kind}");
        assert_eq!(
            of("off"),
            Err(Misfit::UnknownCode("off".to_owned())),
            "{kind}"
        );
    }
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of cases")]
fn what_the_crm_shows_is_what_was_sent() {
    for zone_name in ["Europe/Moscow", "America/New_York", "UTC"] {
        let zone = TimeZone::get(zone_name).expect("a zone");
        let midnight = "2026-03-29"
            .parse::<jiff::civil::Date>()
            .expect("a day")
            .to_zoned(zone.clone());
        let day = midnight.expect("is there").timestamp().as_second();
        for (kind, code, text, read, other) in [
            (
                "text",
                None,
                "a",
                json!([{"value": "a"}]),
                json!([{"value": "b"}]),
            ),
            (
                "textarea",
                None,
                "a\nb",
                json!([{"value": "a\nb"}]),
                json!([{"value": "a b"}]),
            ),
            (
                "numeric",
                None,
                "100.50",
                json!([{"value": "100.5000"}]),
                json!([{"value": "100"}]),
            ),
            (
                "price",
                None,
                "12",
                json!([{"value": 12}]),
                json!([{"value": "1.2"}]),
            ),
            ("checkbox", None, "1", json!([{"value": true}]), json!([])),
            ("checkbox", None, "0", json!([]), json!([{"value": true}])),
            (
                "date",
                None,
                "2026-03-29",
                json!([{"value": day}]),
                json!([{"value": day - 1}]),
            ),
            (
                "birthday",
                None,
                "2026-03-29",
                json!([{"value": day}]),
                json!([{"value": day + 86_400}]),
            ),
            (
                "date_time",
                None,
                "2026-11-22T09:30:00.7Z",
                json!([{"value": 1_795_339_800}]),
                json!([{"value": 1_795_339_801}]),
            ),
            (
                "select",
                None,
                "Очно",
                json!([{"value": "переименовано", "enum_id": 12, "enum_code": null}]),
                json!([{"value": "Очно", "enum_id": 11}]),
            ),
            (
                "multiselect",
                None,
                "Очно,Онлайн",
                json!([{"value": "Очно", "enum_id": 12}, {"value": "Онлайн", "enum_id": 11}]),
                json!([{"enum_id": 11}]),
            ),
            (
                "multitext",
                Some("PHONE"),
                "89120000001",
                json!([{"value": "+79990000000", "enum_id": 1}, {"value": "8 (912) 000-00-01", "enum_id": 1}]),
                json!([{"value": "+79990000000"}]),
            ),
            (
                "multitext",
                Some("EMAIL"),
                "Ann@mail.example",
                json!([{"value": "ann@mail.example", "enum_id": 1}]),
                json!([{"value": "anna@mail.example"}]),
            ),
            (
                "smart_address",
                None,
                r#"{"city": "Пермь", "country": "RU"}"#,
                json!([{"value": "RU", "enum_id": 6}, {"value": "Пермь", "enum_id": 3, "enum_code": "city"}]),
                json!([{"value": "Пермь", "enum_code": "city"}]),
            ),
            (
                "legal_entity",
                None,
                r#"{"name": "A", "entity_type": 2}"#,
                json!([{"value": {"name": "A", "entity_type": 2, "kpp": ""}}]),
                json!([{"value": {"name": "A", "entity_type": 1}}]),
            ),
        ] {
            let field = field(kind, code);
            let own = sent(kind, code, zone_name, text).expect("fits");
            let is_same = |read: &Json| {
                same(
                    &field,
                    &zone,
                    Country::default(),
                    Some(&own),
                    read.as_array().expect("a list"),
                )
            };
            assert!(is_same(&read), "{kind} {own} {read}");
            assert!(!is_same(&other), "{kind} {own} {other}");
        }
    }
    let (text, zone) = (field("text", None), TimeZone::UTC);
    assert!(same(&text, &zone, Country::default(), None, &[]));
    assert!(!same(
        &text,
        &zone,
        Country::default(),
        None,
        &[json!({"value": "a"})]
    ));
    assert!(!same(
        &text,
        &zone,
        Country::default(),
        Some(&json!([{"value": "a"}])),
        &[]
    ));
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        for kind in FieldType::SUPPORTED {
            let kind = kind.as_str();
            let _ = sent(kind, Some("PHONE"), "Europe/Moscow", &text);
            let _ = sent(kind, Some("EMAIL"), "Europe/Moscow", &text);
        }
    }

    #[test]
    fn a_converted_text_converts_to_itself(text in "\\PC{0,60}") {
        let Ok(Json::Array(once)) = sent("text", None, "UTC", &text) else { return Ok(()) };
        let again = sent("text", None, "UTC", once[0]["value"].as_str().expect("text"));
        prop_assert_eq!(again, Ok(once.into()));
    }
}

#[test]
fn the_readme_has_the_whole_table_of_odd_values() {
    let readme = include_str!("../../../README.md");
    let rows = include_str!("mod.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter(|line| line.starts_with('|'));
    // Heading and rule look otherwise there.
    for row in rows.skip(2) {
        assert!(readme.contains(row), "{row}");
    }
}

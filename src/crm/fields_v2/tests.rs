use serde_json::json;

use super::*;

fn colours() -> Value {
    json!({"add": [{"name": "Цвет", "field_type": "5", "element_type": "2", "origin": "a1b2_widget",
        "is_editable": "0", "enums": ["Красный", "Синий"]}]})
}

#[test]
fn numbers_may_be_text_and_go_out_as_numbers() {
    let request = LegacyRequest::parse(&colours()).expect("fits");
    assert_eq!(
        request.body(),
        json!({"add": [{"name": "Цвет", "field_type": 5, "type": 5, "element_type": 2, "origin": "a1b2_widget",
            "is_editable": 0, "enums": ["Красный", "Синий"]}]})
    );
    assert_eq!(request.check(), Ok(()));
}

#[test]
fn every_mistake_is_found_before_sending() {
    let add = |key: &str, value: Value| {
        let mut raw = colours();
        raw["add"][0][key] = value;
        raw
    };
    let cases = [
        (add("name", json!("")), "add[0]: `name` is missing"),
        (add("origin", json!(null)), "add[0]: `origin` is missing"),
        (
            add("origin", json!("my service")),
            "add[0]: `origin` is one word, the unique name of the service",
        ),
        (
            add("enums", json!("Красный,Синий")),
            "add[0]: `enums` is a list of texts, not one text",
        ),
        (
            add("enums", json!([])),
            "add[0]: a field with options needs `enums`",
        ),
        (
            add("type", json!(4)),
            "add[0]: `field_type` and `type` differ",
        ),
        (
            add("is_editable", json!("yes")),
            "add[0]: `is_editable` is 0 or 1",
        ),
        (
            json!({"delete": [{"id": "x", "origin": "o"}]}),
            "delete[0]: `id` is the number of a field",
        ),
        (
            json!({"update": [{}]}),
            "unknown key `update`; there are `add` and `delete`",
        ),
        (
            json!({"add": []}),
            "the request neither adds nor deletes anything",
        ),
    ];
    for (raw, expected) in cases {
        let wrong = LegacyRequest::parse(&raw).expect_err("is wrong");
        assert_eq!(wrong, [expected], "{raw}");
    }
    let unknown = LegacyRequest::parse(&add("field_type", json!(12))).expect_err("is wrong");
    assert!(
        unknown[0].starts_with("add[0]: no type is called `12`"),
        "{unknown:?}"
    );
}

#[test]
fn both_shapes_of_answers_are_read() {
    let request = LegacyRequest::parse(&json!({
        "add": [{"name": "A", "type": 1, "element_type": 1, "origin": "o", "request_id": 10},
                {"name": "", "type": 1, "element_type": 1, "origin": "o"},
                {"name": "C", "type": 1, "element_type": 1, "origin": "o", "request_id": "12"}],
        "delete": [{"id": 5, "origin": "o"}, {"id": 6, "origin": "other"}]
    }));
    // The empty name is refused here; the answers below are about a request that the CRM judged.
    assert!(request.is_err());
    let field = |request_id| LegacyField {
        name: "A".to_owned(),
        field_type: 1,
        place: FieldPlace::Contacts,
        origin: "o".to_owned(),
        is_editable: None,
        enums: Vec::new(),
        request_id,
        of_lists: Vec::new(),
    };
    let delete = |id| LegacyDelete {
        id: FieldId(id),
        origin: "o".to_owned(),
    };
    let request = LegacyRequest {
        add: vec![field(Some(10)), field(None), field(Some(12))],
        delete: vec![delete(5), delete(6)],
    };
    let short = |body: Value| {
        request
            .outcomes(&body)
            .into_iter()
            .map(|one| (one.action, one.id, one.error))
            .collect::<Vec<_>>()
    };
    let expected = vec![
        ("add", Some(71), None),
        ("add", None, Some("no name (code 202)".to_owned())),
        ("add", Some(72), None),
        ("delete", Some(5), None),
        ("delete", Some(6), Some("wrong origin".to_owned())),
    ];
    let with_ids = json!({"_embedded": {
        "items": [{"id": 72, "request_id": "12"}, {"id": 71, "request_id": 10, "_links": {}}, {"id": 5}],
        "errors": {"add": {"1": {"code": 202, "message": "no name"}}, "delete": {"6": "wrong origin"}}}});
    assert_eq!(short(with_ids), expected);
    let by_order = json!({"_link": {}, "_embedded": {
        "items": [{"id": 71, "_link": {}}, {"id": 72}, {"id": 5}],
        "errors": {"add": [null, {"code": 202, "message": "no name"}], "delete": {"6": "wrong origin"}}}});
    assert_eq!(short(by_order), expected);
}

//! The account that the sandbox opens with.

use std::collections::BTreeMap;

use serde_json::json;

use super::groups::Group;
use super::oauth::OAuth;
use super::pipelines::{normalise, system_statuses};
use super::world::{
    COMPANIES, CONTACTS, Catalog, Choice, Entity, Field, Habits, LEADS, Pipeline, Status, User,
    World,
};

/// The products catalog.
pub const PRODUCTS: i64 = 4521;

const FUNNELS: &[(&str, &[&str])] = &[
    (
        "Поставщики",
        &["Новый поставщик", "Сбор документов", "Договор"],
    ),
    ("CPC расчет по поставщикам", &["Расчет", "Согласование"]),
    ("Создание продукта", &["Черновик", "Проверка"]),
    ("Учащиеся", &["Новый", "Обучается"]),
    ("Прохождение курсов", &["Записан", "Оплачен", "Обучается"]),
];

/// An account with predefined fields, people's own fields and entities, and the five funnels unless `bare`.
pub fn account(time_zone: &str, bare: bool, now_ms: i64) -> World {
    let mut world = World {
        now_ms,
        visibility_ms: 0,
        admin: true,
        time_zone: time_zone.to_owned(),
        filters: false,
        oauth: OAuth::new(31_000_001),
        users: vec![
            user(9_000_001, "Мария Админ", true),
            user(9_000_002, "Олег Менеджер", true),
            user(9_000_003, "Игорь Уволен", false),
        ],
        entities: BTreeMap::new(),
        fields: BTreeMap::new(),
        pipelines: Vec::new(),
        catalogs: vec![
            catalog(PRODUCTS, "Товары", "products"),
            catalog(4522, "Филиалы", "regular"),
        ],
        loss_reasons: vec![
            (41, "Нет бюджета".into()),
            (42, "Передумал".into()),
            (43, "Дорого".into()),
        ],
        tags: BTreeMap::new(),
        notes: BTreeMap::new(),
        groups: groups(),
        habits: Habits::default(),
        last_id: 40_000_000,
    };
    funnel(
        &mut world,
        "Воронка",
        &["Первичный контакт", "Переговоры"],
        true,
    );
    if !bare {
        for (name, stages) in FUNNELS {
            funnel(&mut world, name, stages, false);
        }
    }
    predefined_fields(&mut world);
    people(&mut world);
    world
}

fn predefined_fields(world: &mut World) {
    const PHONE: &[&str] = &["WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER"];
    const EMAIL: &[&str] = &["WORK", "PRIV", "OTHER"];
    for prefix in [CONTACTS, COMPANIES] {
        field(world, prefix, "Телефон", Some("PHONE"), "multitext", PHONE);
        field(world, prefix, "Email", Some("EMAIL"), "multitext", EMAIL);
    }
    field(world, CONTACTS, "Должность", Some("POSITION"), "text", &[]);
    field(
        world,
        CONTACTS,
        "Мгн. сообщения",
        Some("IM"),
        "multitext",
        &["SKYPE", "ICQ", "JABBER", "OTHER"],
    );
    field(world, COMPANIES, "Web", Some("WEB"), "url", &[]);
    field(world, COMPANIES, "Адрес", Some("ADDRESS"), "textarea", &[]);
    let products = format!("catalogs/{PRODUCTS}");
    field(world, &products, "Артикул", Some("SKU"), "text", &[]);
    field(
        world,
        &products,
        "Описание",
        Some("DESCRIPTION"),
        "textarea",
        &[],
    );
    field(world, &products, "Цена", Some("PRICE"), "numeric", &[]);
    field(
        world,
        &products,
        "Группа",
        Some("GROUP"),
        "category",
        &["Курсы", "Книги"],
    );
    // A category inside a category, which a careless change would move to the top.
    let inner = world.next_id();
    if let Some(group) = world
        .fields
        .get_mut(&products)
        .and_then(|all| all.last_mut())
    {
        let parent = group.enums[0].id;
        group.enums.push(Choice {
            id: inner,
            value: "Программирование".to_owned(),
            sort: 0,
            code: None,
            parent: Some(parent),
        });
    }
    field(
        world,
        &products,
        "External ID",
        Some("EXTERNAL_ID"),
        "text",
        &[],
    );
    for all in world.fields.values_mut() {
        for field in all {
            field.predefined = true;
        }
    }
    // More than a page of 50, so that a client that does not page misses what comes after.
    for number in 1..=55 {
        field(
            world,
            CONTACTS,
            &format!("Доп. поле {number}"),
            None,
            "text",
            &[],
        );
    }
    field(world, LEADS, "Комментарий менеджера", None, "textarea", &[]);
    field(world, LEADS, "Канал", None, "select", &["Звонок", "Письмо"]);
}

fn people(world: &mut World) {
    let phone = world.fields[CONTACTS][0].id;
    let phone_option = world.fields[CONTACTS][0].enums[0].id;
    for number in 1..=5 {
        let mut contact = entity(world, &format!("Клиент менеджера {number}"));
        contact.values.insert(
            phone,
            vec![json!({"value": format!("8 (916) 000-00-{number:02}"), "enum_id": phone_option, "enum_code": "WORK"})],
        );
        insert(world, CONTACTS, contact);
        let company = entity(world, &format!("ООО «Ромашка {number}»"));
        insert(world, COMPANIES, company);
        let mut lead = entity(world, &format!("Сделка менеджера {number}"));
        lead.pipeline_id = world.pipelines[0].id;
        lead.status_id = world.pipelines[0].statuses[1].id;
        lead.price = 1000 * number;
        insert(world, LEADS, lead);
    }
}

fn entity(world: &mut World, name: &str) -> Entity {
    Entity {
        id: world.next_id(),
        name: name.to_owned(),
        responsible_user_id: 9_000_002,
        created_at: world.now(),
        updated_at: world.now(),
        ..Entity::default()
    }
}

fn insert(world: &mut World, kind: &str, entity: Entity) {
    world
        .entities
        .entry(kind.to_owned())
        .or_default()
        .insert(entity.id, entity);
}

fn funnel(world: &mut World, name: &str, stages: &[&str], is_main: bool) {
    let unsorted = world.next_id();
    let mut pipeline = Pipeline {
        id: world.next_id(),
        name: name.to_owned(),
        sort: 10,
        is_main,
        is_unsorted_on: is_main,
        statuses: system_statuses(unsorted),
    };
    for (sort, stage) in (20..).step_by(10).zip(stages) {
        pipeline.statuses.push(Status {
            id: world.next_id(),
            name: (*stage).to_owned(),
            sort,
            kind: 0,
            color: "#99ccff".to_owned(),
        });
    }
    normalise(&mut pipeline);
    world.pipelines.push(pipeline);
}

fn field(
    world: &mut World,
    prefix: &str,
    name: &str,
    code: Option<&str>,
    kind: &str,
    options: &[&str],
) {
    let enums = (0..)
        .zip(options)
        .map(|(sort, option)| Choice {
            id: world.next_id(),
            value: (*option).to_owned(),
            sort,
            code: (kind == "multitext").then(|| (*option).to_owned()),
            parent: None,
        })
        .collect();
    let field = Field {
        id: world.next_id(),
        name: name.to_owned(),
        code: code.map(ToOwned::to_owned),
        kind: kind.to_owned(),
        sort: 500,
        predefined: false,
        api_only: false,
        group_id: None,
        enums,
        origin: None,
    };
    world
        .fields
        .entry(prefix.to_owned())
        .or_default()
        .push(field);
}

/// The groups that every account has (`docs/amocrm.md` 11.5).
fn groups() -> BTreeMap<String, Vec<Group>> {
    let group = |id: &str, name: &str, sort| Group {
        id: id.to_owned(),
        name: name.to_owned(),
        sort,
        predefined: true,
    };
    let main = || group("default", "Основное", 1);
    BTreeMap::from([
        (CONTACTS.to_owned(), vec![main()]),
        (COMPANIES.to_owned(), vec![main()]),
        (
            LEADS.to_owned(),
            vec![main(), group("statistic", "Статистика", 2)],
        ),
    ])
}

fn user(id: i64, name: &str, active: bool) -> User {
    User {
        id,
        name: name.to_owned(),
        active,
    }
}

fn catalog(id: i64, name: &str, kind: &str) -> Catalog {
    Catalog {
        id,
        name: name.to_owned(),
        kind: kind.to_owned(),
    }
}

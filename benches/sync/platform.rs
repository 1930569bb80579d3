//! A platform database of any size, the same for the same seed.

use std::path::Path;

use fastrand::Rng;
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction};

const SUPPLIERS_PERCENT: u64 = 2;
const COURSES_PER_SUPPLIER: u64 = 5;
const ENROLMENTS_PER_CLIENT: usize = 2;

const LAST: [&str; 13] = [
    "Иванов",
    "Петров",
    "Сидоров",
    "Смирнов",
    "Кузнецов",
    "Попов",
    "Васильев",
    "Соколов",
    "Михайлов",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
];
const FIRST: [&str; 9] = [
    "Александр",
    "Дмитрий",
    "Максим",
    "Сергей",
    "Артём",
    "Мария",
    "Анна",
    "Елена",
    "Юлия",
];
const MIDDLE: [&str; 4] = ["Александрович", "Дмитриевич", "Ивановна", "Сергеевна"];
const CITY: [&str; 6] = ["Москва", "Казань", "Самара", "Пермь", "Омск", "Орёл"];
const TOPIC: [&str; 6] = [
    "Python",
    "SQL",
    "Rust",
    "Маркетинг",
    "Аналитика",
    "Бухгалтерия",
];
const COOPERATION: [&str; 3] = ["CPC", "CPA", "FIXED"];
const SUPPLIER: [&str; 5] = ["new", "docs", "contract", "active", "rejected"];
const SRS: [&str; 3] = ["calc", "approve", "paid"];
const CLIENT: [&str; 4] = ["lead", "active", "graduated", "left"];
const SOURCE: [&str; 3] = ["site", "ad", "friend"];
const COURSE: [&str; 4] = ["draft", "review", "published", "archived"];
const FORMAT: [&str; 3] = ["online", "offline", "mixed"];
const ORDER: [&str; 5] = ["ordered", "paid", "learning", "finished", "refused"];

/// How many rows a change has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    /// Users who moved: one changed contact each.
    pub users: u64,
    /// Enrolments with progress: one changed deal each.
    pub enrolments: u64,
}

/// Makes a platform of `users` people, of whom 2 % supply courses and the others study.
pub fn generate(path: &Path, users: u64, seed: u64) -> rusqlite::Result<()> {
    let mut db = Connection::open(path)?;
    // A file that is made once and thrown away needs no journal.
    db.pragma_update(None, "journal_mode", "OFF")?;
    db.pragma_update(None, "synchronous", "OFF")?;
    db.execute_batch(include_str!("schema.sql"))?;
    let mut dice = Rng::with_seed(seed);
    let tx = db.transaction()?;
    tx.execute_batch(
        "INSERT INTO as_roles VALUES (1, 'admin', 'Админ'), (2, 'supplier', 'Поставщик'),
                                     (3, 'client', 'Клиент'), (4, 'manager', 'Менеджер')",
    )?;
    let suppliers = (users * SUPPLIERS_PERCENT / 100).max(1);
    let courses = suppliers * COURSES_PER_SUPPLIER;
    for id in 1..=users {
        user(&tx, id, &mut dice)?;
        if id <= suppliers {
            supplier(&tx, id, &mut dice)?;
        }
    }
    for id in 1..=courses {
        course(&tx, id, 1 + (id - 1) % suppliers, &mut dice)?;
    }
    let mut client = 0;
    let mut order = 0;
    for id in 1..=users {
        // Every tenth supplier studies too.
        if id > suppliers || id % 10 == 0 {
            client += 1;
            put(&tx, "as_userRoles", [number(id), number(3)])?;
            let row = [
                number(client),
                number(id),
                text(pick(&mut dice, &CLIENT)),
                text(pick(&mut dice, &SOURCE)),
                number(id % 2),
                text("2026-01-01"),
                text("2026-06-01"),
                Value::Null,
            ];
            put(&tx, "xx_clients", row)?;
            let mut chosen: Vec<u64> = (0..ENROLMENTS_PER_CLIENT)
                .map(|_| dice.u64(1..=courses))
                .collect();
            chosen.sort_unstable();
            chosen.dedup();
            for course in chosen {
                order += 1;
                enrolment(&tx, order, client, course, &mut dice)?;
            }
        }
    }
    tx.commit()
}

/// Changes one user and one enrolment in a hundred.
pub fn touch_one_percent(path: &Path, seed: u64) -> rusqlite::Result<Touched> {
    let mut db = Connection::open(path)?;
    let mut dice = Rng::with_seed(seed);
    let tx = db.transaction()?;
    let mut chosen = |table: &str| -> rusqlite::Result<Vec<i64>> {
        let mut ids = tx
            .prepare(&format!("SELECT id FROM {table} ORDER BY id"))?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        dice.shuffle(&mut ids);
        ids.truncate(ids.len() / 100);
        Ok(ids)
    };
    let (users, enrolments) = (chosen("as_users")?, chosen("xx_orderCourses")?);
    for id in &users {
        tx.prepare_cached("UPDATE as_users SET city = 'Город ' || id, updated = '2026-11-01T00:00:00Z' WHERE id = ?1")?
            .execute([id])?;
    }
    for id in &enrolments {
        tx.prepare_cached("UPDATE xx_orderCourses SET progress = (progress + 7) % 101, updated = '2026-11-01' WHERE id = ?1")?
            .execute([id])?;
    }
    tx.commit()?;
    Ok(Touched {
        users: users.len() as u64,
        enrolments: enrolments.len() as u64,
    })
}

fn user(tx: &Transaction<'_>, id: u64, dice: &mut Rng) -> rusqlite::Result<()> {
    let (year, month, day) = (1960 + id % 45, 1 + id % 12, 1 + id % 28);
    let row = [
        number(id),
        text(format!("user{id}")),
        text(format!("user{id}@example.org")),
        text(format!("+7916{:07}", id % 10_000_000)),
        text(pick(dice, &LAST)),
        text(pick(dice, &FIRST)),
        text(pick(dice, &MIDDLE)),
        text(format!("{year}-{month:02}-{day:02}")),
        text(pick(dice, &CITY)),
        text("2026-01-01T00:00:00Z"),
        text(format!("2026-{:02}-15T10:00:00Z", 1 + id % 10)),
        Value::Null,
    ];
    put(tx, "as_users", row)
}

fn supplier(tx: &Transaction<'_>, id: u64, dice: &mut Rng) -> rusqlite::Result<()> {
    put(tx, "as_userRoles", [number(id), number(2)])?;
    let cooperation = COOPERATION[usize::try_from(id % 3).unwrap_or(0)];
    let row = [
        number(id),
        number(id),
        text(format!("ООО «Школа {id}»")),
        text(format!("{}", 7_700_000_000 + id)),
        text(format!("+7495{:07}", id % 10_000_000)),
        text(format!("s{id}@school.example")),
        text(format!("https://school{id}.example")),
        text(format!("г. {}, ул. Ленина, {id}", pick(dice, &CITY))),
        text(cooperation),
        text(pick(dice, &SUPPLIER)),
        text(pick(dice, &SRS)),
        money(dice, 0, 10_000_000),
        text("2026-01-01"),
        text("2026-06-01"),
        Value::Null,
        Value::Null,
        Value::Null,
    ];
    put(tx, "xx_suppliers", row)
}

fn course(tx: &Transaction<'_>, id: u64, supplier: u64, dice: &mut Rng) -> rusqlite::Result<()> {
    let row = [
        number(id),
        number(supplier),
        text(format!("{} {id}", pick(dice, &TOPIC))),
        text(format!("SKU-{id}")),
        text("Описание курса. ".repeat(dice.usize(1..=8))),
        money(dice, 100_000, 9_100_000),
        text(pick(dice, &FORMAT)),
        text(format!("https://school.example/c/{id}")),
        text(format!("2026-{:02}-01", 1 + id % 12)),
        text(pick(dice, &COURSE)),
        text("2026-01-01"),
        text("2026-06-01"),
        Value::Null,
        Value::Null,
    ];
    put(tx, "xx_courses", row)
}

fn enrolment(
    tx: &Transaction<'_>,
    id: u64,
    client: u64,
    course: u64,
    dice: &mut Rng,
) -> rusqlite::Result<()> {
    let row = [
        number(id),
        number(client),
        number(course),
        money(dice, 100_000, 9_100_000),
        number(dice.u64(0..=100)),
        text(pick(dice, &ORDER)),
        text("2026-02-01"),
        Value::Null,
        text("2026-02-01"),
        text("2026-06-01"),
        Value::Null,
    ];
    put(tx, "xx_orderCourses", row)
}

fn put<const N: usize>(tx: &Transaction<'_>, table: &str, row: [Value; N]) -> rusqlite::Result<()> {
    let marks = vec!["?"; N].join(", ");
    tx.prepare_cached(&format!("INSERT INTO {table} VALUES ({marks})"))?
        .execute(rusqlite::params_from_iter(row))
        .map(drop)
}

fn pick(dice: &mut Rng, from: &[&'static str]) -> &'static str {
    from[dice.usize(..from.len())]
}

fn number(value: u64) -> Value {
    Value::Integer(value.cast_signed())
}

fn text(value: impl Into<String>) -> Value {
    Value::Text(value.into())
}

/// Roubles with kopecks, between two sums in kopecks.
fn money(dice: &mut Rng, from: u32, to: u32) -> Value {
    Value::Real(f64::from(dice.u32(from..to)) / 100.0)
}

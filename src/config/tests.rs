use super::*;
use crate::error::report;

const GOOD: &str = r#"
default_profile = "school"

[profiles.school.amo]
url          = "https://school.amocrm.ru"
client_id    = "11111111-2222-3333-4444-555555555555"
redirect_uri = "https://school.example/amo"

[profiles.school.source]
path = "platform.db"

[profiles.school.mapping.contact]
fields.CITY = { from = "city" }
"#;

/// What is said about the good configuration after one change.
fn said(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    told(&GOOD.replacen(from, to, 1))
}

fn told(text: &str) -> String {
    match Config::parse(text, Path::new("a.toml")) {
        Ok(_) => "accepted".to_owned(),
        Err(failure) => {
            assert_eq!(failure.exit, Exit::Config);
            report(&failure.into()).replacen("error: ", "", 1)
        }
    }
}

#[test]
fn good_ones_are_accepted() {
    assert_eq!(told(GOOD), "accepted");
    assert_eq!(told(EXAMPLE), "accepted");
    for url in [
        "http://127.0.0.1:8080",
        "http://[::1]:1/",
        "http://localhost:9",
    ] {
        assert_eq!(said("https://school.amocrm.ru", url), "accepted");
    }
}

#[test]
fn every_unknown_key_is_named_with_its_line_and_the_nearest() {
    insta::assert_snapshot!(said("url  ", "ulr  "), @r"
        `a.toml` line 5: unknown key `ulr` in `profiles.school.amo`; did you mean `url`?

        hint: allowed here: `batch_max`, `client_id`, `in_flight`, `marker_prefix`, `rate`, `recheck`, `recheck_seconds`, `redirect_uri`, `resend_after_seconds`, `timeout_seconds`, `url`
    ");
    insta::assert_snapshot!(said("default_profile", "default_profil"), @r"
        `a.toml` line 2: unknown key `default_profil`; did you mean `default_profile`?

        hint: allowed here: `default_profile`, `profiles`
    ");
    insta::assert_snapshot!(said("fields.CITY = { from", "fields.CITY = { form"), @r"
        `a.toml` line 13: unknown key `form` in `profiles.school.mapping.contact.fields.CITY`; did you mean `from`?

        hint: allowed here: `enum_code`, `from`, `name`, `parts`, `separator`, `type`, `value`, `values`, `write`
    ");
    insta::assert_snapshot!(said("mapping.contact", "mapping.contakt"), @r"
        `a.toml` line 12: unknown key `contakt` in `profiles.school.mapping`; did you mean `contact`?

        hint: allowed here: `company`, `contact`, `deal_course`, `deal_product`, `deal_srs`, `deal_student`, `deal_supplier`, `product`
    ");
    insta::assert_snapshot!(said("[profiles.school.source]", "[profiles.school.secrets]\nstore = \"fil\"\n[profiles.school.source]"), @r"
        `a.toml` line 10: unknown value `fil` in `profiles.school.secrets.store`; did you mean `file`?

        hint: allowed here: `file`, `keyring`
    ");
}

#[test]
fn wrong_types_and_missing_keys_are_said_in_plain_words() {
    insta::assert_snapshot!(said("[profiles.school.source]", "rate = \"7\"\nbatch_max = -1\n[profiles.school.source]"), @r"
        `a.toml` has 2 mistakes
          line 9: `profiles.school.amo.rate` is not a number
            for example: rate = 7
          line 10: `profiles.school.amo.batch_max` is not a whole number of zero or more
            for example: batch_max = 250
    ");
    insta::assert_snapshot!(said("client_id    = \"11111111-2222-3333-4444-555555555555\"", ""), @r#"
        `a.toml` line 4: `[profiles.school.amo]` lacks `client_id`

        hint: add `client_id = "…"`: the integration ID on the integration's Keys tab
    "#);
    insta::assert_snapshot!(said("\"https://school.amocrm.ru\"", "\"school\""), @r#"
        `a.toml` line 5: `profiles.school.amo.url` is not an address

        hint: for example: url = "https://school.amocrm.ru"
    "#);
    insta::assert_snapshot!(told("[profiles.school.guard]\nmax_changes_percent = 300"), @r"
        `a.toml` has 3 mistakes
          line 1: `[profiles.school]` lacks `amo`
            add a table `[profiles.school.amo]`; `amosync init` writes one
          line 1: `[profiles.school]` lacks `source`
            add a table `[profiles.school.source]`; `amosync init` writes one
          line 2: `profiles.school.guard.max_changes_percent` is not a whole number from 0 to 255
            for example: max_changes_percent = 30 (0 to 100)
    ");
    insta::assert_snapshot!(told("profiles = 5"), @r"
        `a.toml` line 1: `profiles` is not a table

        hint: the README's section on configuration has an example of every key
    ");
    insta::assert_snapshot!(told(""), @r"
        `a.toml`: there is no profile

        hint: add `[profiles.school.amo]` and `[profiles.school.source]`; `amosync init` writes both
    ");
    insta::assert_snapshot!(said("CITY = { from = \"city\" }", "CITY = 7"), @r#"
        `a.toml` line 13: `profiles.school.mapping.contact.fields.CITY` is not a table like `{ from = "attribute" }`, or `false` to leave the field out

        hint: the README's section on configuration has an example of every key
    "#);
}

#[test]
fn several_mistakes_come_at_once_in_the_order_of_the_file() {
    let text = GOOD
        .replace("https://school.amocrm.ru", "http://school.amocrm.ru")
        .replace("client_id  ", "id  ")
        .replace(
            "[profiles.school.source]",
            "rate = 0\nin_flight = 65\n[profiles.school.source]\nkindd = \"sqlite\"",
        );
    insta::assert_snapshot!(told(&text), @r#"
        `a.toml` has 6 mistakes
          line 4: `[profiles.school.amo]` lacks `client_id`
            add `client_id = "…"`: the integration ID on the integration's Keys tab
          line 5: `profiles.school.amo.url` is plain http, over which everybody could read the tokens
            use https; plain http is for this machine only (127.0.0.1, ::1, localhost)
          line 6: unknown key `id` in `profiles.school.amo`
            allowed here: `batch_max`, `client_id`, `in_flight`, `marker_prefix`, `rate`, `recheck`, `recheck_seconds`, `redirect_uri`, `resend_after_seconds`, `timeout_seconds`, `url`
          line 9: `profiles.school.amo.rate` is 0, which is out of range
            allowed: more than 0, up to 1000 requests a second; amoCRM itself takes 7
          line 10: `profiles.school.amo.in_flight` is 65, which is out of range
            allowed: 1 to 64 requests
          line 12: unknown key `kindd` in `profiles.school.source`; did you mean `kind`?
            allowed here: `kind`, `path`, `queries`
    "#);
}

#[test]
fn a_secret_is_sent_away_and_not_repeated() {
    let text = said(
        "[profiles.school.source]",
        "client_secret = \"s3cr3t-value\"\n[profiles.school.source]",
    );
    assert!(!text.contains("s3cr3t"));
    insta::assert_snapshot!(text, @r"
        `a.toml` line 9: `client_secret` in `profiles.school.amo` is a secret, and no secret may stand in the configuration

        hint: take the line out and run `amosync auth login`, which keeps it in the keyring or the secrets file; or set AMOSYNC_CLIENT_SECRET_FILE or AMOSYNC_ACCESS_TOKEN_FILE. Whoever could read the file knows the secret now: renew it in amoCRM
    ");
    let broken = told("client_secret = \"s3cr3t-value");
    assert!(!broken.contains("s3cr3t"), "{broken}");
    insta::assert_snapshot!(broken, @r#"
        `a.toml` line 1: this is not TOML: invalid basic string, expected `"`

        hint: the file is TOML: [tables], and lines of the form `key = "text"`, `key = 7`, `key = true`
    "#);
}

#[test]
fn addresses_that_could_leak_a_token_are_refused() {
    for url in [
        "http://school.amocrm.ru",
        "http://127.0.0.1.evil.example",
        "ftp://school.amocrm.ru",
        "https://user:pw@school.amocrm.ru",
        "https://school.amocrm.ru/api/v4",
    ] {
        assert!(
            said("https://school.amocrm.ru", url).contains("line 5"),
            "{url}"
        );
    }
}

#[test]
fn names_that_are_no_folders_are_refused() {
    for name in [
        "", "..", "a/b", "a\\b", "nul", "COM1", "lpt9.txt", ".hidden", "ends.", "a b", "a:b",
    ] {
        assert!(folder_name(name).is_err(), "{name}");
    }
    for name in ["school", "школа", "test-2", "a.b", "console", "com"] {
        assert!(folder_name(name).is_ok(), "{name}");
    }
}

#[test]
fn numbers_outside_their_range_name_the_range() {
    for (line, allowed) in [
        ("rate = 1001", "up to 1000"),
        ("rate = nan", "up to 1000"),
        ("rate = -1", "up to 1000"),
        ("batch_max = 251", "1 to 250"),
        ("batch_max = 0", "1 to 250"),
        ("in_flight = 65", "1 to 64"),
        ("timeout_seconds = inf", "1 to 600"),
        ("recheck_seconds = -1", "0 to 600"),
        ("recheck = [5, 601]", "0 to 600"),
        ("recheck = []", "[5, 15, 45]"),
        ("resend_after_seconds = -1", "0 to 86400"),
        ("marker_prefix = \"a:b\"", "without `:`"),
        ("marker_prefix = \"\"", "1 to 64"),
    ] {
        let text = said(
            "[profiles.school.source]",
            &format!("{line}\n[profiles.school.source]"),
        );
        assert!(
            text.contains("line 9") && text.contains(allowed),
            "{line}: {text}"
        );
    }
}

#[test]
fn paths_start_at_home_or_at_the_file() {
    let base = Path::new("/etc/amosync");
    assert_eq!(
        located(base, "platform.db".into()),
        base.join("platform.db")
    );
    let home = BaseDirs::new().expect("a home").home_dir().to_owned();
    assert_eq!(
        located(base, "~/platform.db".into()),
        home.join("platform.db")
    );
}

#[test]
fn the_profile_is_chosen_by_flag_then_default_then_being_alone() {
    let config = || {
        Config::parse(
            &format!("{GOOD}{}", EXAMPLE.replace("school", "second")),
            Path::new("a.toml"),
        )
        .expect("two profiles")
    };
    let chosen = |name| {
        config()
            .select(name, Path::new("a.toml"))
            .map(|(name, _)| name)
    };
    assert_eq!(chosen(Some("second")).expect("there"), "second");
    assert_eq!(chosen(None).expect("there"), "school");
    assert_eq!(chosen(Some("")).expect("there"), "school");
    let failure = chosen(Some("scool")).expect_err("is not there");
    insta::assert_snapshot!(report(&failure.into()), @r"
        error: `a.toml` has no profile `scool`; did you mean `school`?

        hint: it has `school`, `second`
    ");
}

#[test]
fn every_mistake_of_the_mapping_has_its_line() {
    let text = GOOD.to_owned()
        + r#"fields.AGE   = { from = "age", type = "numerc" }
fields.EMPTY = { name = "Пусто" }
on_missing   = "close"
price        = "1"

[profiles.school.mapping.product]
on_missing = "tag"

[profiles.school.mapping.company]
missing_tag = "ушёл"

[profiles.school.mapping.deal_student]
on_missing = "close"
closing    = { status = "Отменён", loss_reason = "Дорого" }

[profiles.school.mapping.deal_course]
closing = { status = "lost" }

[profiles.school.mapping.deal_srs]
on_missing = "archive"
"#;
    insta::assert_snapshot!(told(&text), @r#"
    `a.toml` has 9 mistakes
      line 14: the mapping of `contact` gives `AGE` the type `numerc`, which cannot be written; did you mean `numeric`?
        allowed: text, textarea, streetaddress, url, numeric, price, monetary, checkbox, select, radiobutton, multiselect, category, date, birthday, date_time, multitext, smart_address, legal_entity
      line 15: the mapping of `contact` needs one of `from`, `value` and `parts` for `EMPTY`
        for example: fields.CITY = { from = "city" }
      line 16: the mapping of `contact` says `on_missing = "close"`, and only deals can be closed
        write "keep" or "tag"
      line 17: the mapping of `contact` has `price`, which only deals have
        take it out
      line 20: the mapping of `product` says `on_missing = "tag"`, and elements of a list have no tags
        write "keep"
      line 23: the mapping of `company` has `missing_tag`, which only `on_missing = "tag"` uses
        add `on_missing = "tag"`, or take it out
      line 27: the mapping of `deal_student` has a `closing.loss_reason` for a stage that is not the lost one
        leave `closing.status` out, or write "lost"
      line 30: the mapping of `deal_course` has `closing`, which only `on_missing = "close"` uses
        add `on_missing = "close"`, or take it out
      line 33: unknown value `archive` in `profiles.school.mapping.deal_srs.on_missing`
        allowed here: `close`, `keep`, `tag`
    "#);
}

#[test]
fn what_happens_to_the_missing_is_accepted_where_it_fits() {
    let text = GOOD.to_owned()
        + r#"on_missing  = "tag"
missing_tag = "ушёл"

[profiles.school.mapping.product]
on_missing = "keep"

[profiles.school.mapping.deal_student]
on_missing = "close"
closing    = { loss_reason = "Дорого" }

[profiles.school.mapping.deal_course]
on_missing = "close"
closing    = { status = "Отменён" }
"#;
    assert_eq!(told(&text), "accepted");
}

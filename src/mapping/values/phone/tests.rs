use proptest::prelude::*;

use super::*;

const TABLE: &str = include_str!("../../../../tests/fixtures/phones.tsv");

/// Country, spelling, numbers; none where it is no phone.
fn table() -> Vec<(Country, String, Vec<&'static str>)> {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [country, text, numbers] = columns.as_slice() else {
            panic!("`{line}` has no three columns");
        };
        let numbers = match *numbers {
            "invalid" => Vec::new(),
            numbers => numbers.split(" | ").collect(),
        };
        (
            country.parse().expect("a country"),
            unescaped(text),
            numbers,
        )
    })
    .collect()
}

#[test]
fn each_spelling_has_the_reading_that_a_person_would_give() {
    let table = table();
    assert!(table.len() >= 200, "{}", table.len());
    let mut wrong = Vec::new();
    for (country, text, numbers) in &table {
        let found = read(*country, text);
        if found.clone().unwrap_or_default() != *numbers {
            wrong.push(format!("{country} {text:?}: {found:?}, not {numbers:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_was_read_is_read_as_itself_in_every_country() {
    let table = table();
    let countries = ["RU", "BY", "KZ", "UZ", "UA", "DE", "US", "IL", "TR"];
    for number in table.iter().flat_map(|(_, _, numbers)| numbers) {
        for country in countries {
            let country = country.parse().expect("a country");
            assert_eq!(read(country, number), Ok(vec![(*number).to_owned()]));
        }
    }
}

#[test]
fn numbers_side_by_side_are_told_apart_by_every_sign() {
    let table = table();
    let single = |(_, _, numbers): &&(Country, String, Vec<&str>)| numbers.len() == 1;
    for (country, text, numbers) in table.iter().filter(single) {
        for sign in ["; ", ";", "\n", "\r\n", " | ", "\u{2028}"] {
            let other = if numbers[0] == "+79120000001" {
                "+79120000002"
            } else {
                "+79120000001"
            };
            let (before, after) = (
                format!("{other}{sign}{text}"),
                format!("{text}{sign}{other}"),
            );
            // The lone `.0` of a decimal has no meaning beside other numbers.
            if text.ends_with('0') && text.contains("67.0") || text.ends_with(",0") {
                continue;
            }
            assert_eq!(
                read(*country, &before),
                Ok(vec![other.to_owned(), numbers[0].to_owned()]),
                "{before:?}"
            );
            assert_eq!(
                read(*country, &after),
                Ok(vec![numbers[0].to_owned(), other.to_owned()]),
                "{after:?}"
            );
        }
    }
}

#[test]
fn a_letter_in_place_of_a_digit_or_between_digits_never_gives_a_number() {
    let plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_digit() || "+ -()".contains(c))
    };
    let table = table();
    for (country, text, _) in table
        .iter()
        .filter(|(_, text, all)| plain(text) && all.len() == 1)
    {
        let at: Vec<usize> = (0..text.len())
            .filter(|at| text.as_bytes()[*at].is_ascii_digit())
            .collect();
        // A word before the first digit is a word before the number.
        for at in at.windows(3).map(|own| own[1]) {
            for letter in [
                "l", "O", "о", "З", "б", "I", "a", "ж", "x", "х", "доб", "abc",
            ] {
                let instead = format!("{}{letter}{}", &text[..at], &text[at + 1..]);
                let between = format!("{}{letter}{}", &text[..=at], &text[at + 1..]);
                for text in [instead, between] {
                    let found = read(*country, &text);
                    // What stands behind the word for an extension is one, if a whole number stands before it.
                    let is_extension = found.as_ref().is_ok_and(|all| all[0].contains("доб."))
                        && matches!(letter, "x" | "х" | "доб");
                    assert!(found.is_err() || is_extension, "{text:?}: {found:?}");
                }
            }
        }
    }
}

#[test]
fn what_is_no_number_is_refused_with_its_reason() {
    for (text, reason) in [
        ("нет", "is not a phone number"),
        (
            "+7 916 l23 45 67",
            "is not a phone number: letters stand among its digits",
        ),
        ("8 916 123-45-6?", "is not a phone number: it has `?` in it"),
        ("ИНН 7712345678", "is not a phone number: it says `инн`"),
        (
            "123-45-67",
            "is not a phone number: no numbering plan has it (without `+` it is read in RU)",
        ),
        (
            &"8 ".repeat(600),
            "is not a phone number: it is longer than 1000 characters",
        ),
    ] {
        let wrong = Misfit::Reason(reason.to_owned());
        assert_eq!(phones(Country::default(), text), Err(wrong), "{text}");
    }
}

#[test]
fn a_country_is_the_two_letters_of_one_that_has_phones() {
    for name in ["RU", "KZ", "US"] {
        assert_eq!(
            name.parse::<Country>().expect("a country").to_string(),
            name
        );
    }
    for name in ["", "R", "RUS", "7", "001", "ZZ", "Россия"] {
        assert!(name.parse::<Country>().is_err(), "{name}");
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = read(Country::default(), &text);
    }

    #[test]
    fn no_text_of_signs_panics_and_what_it_gives_is_read_as_itself(
        text in "[0-9+() .,;/#*:=x\n\u{200b}\u{a0}доб-]{0,60}",
        country in prop::sample::select(vec!["RU", "BY", "KZ", "UZ", "UA", "DE", "US", "IL", "TR", "MD", "IT"]),
    ) {
        let country = country.parse().expect("a country");
        for number in read(country, &text).unwrap_or_default() {
            prop_assert_eq!(read(country, &number), Ok(vec![number.clone()]));
            let digits = number.chars().filter(char::is_ascii_digit).count();
            let given = text.chars().filter(char::is_ascii_digit).count();
            // Nothing is added but the code of the country.
            prop_assert!(digits <= given + 3, "{} of {}", number, text);
        }
    }
}

/// The text of a column: `\n`, `\r`, `\t` and `\u{…}` are characters.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\\');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (c, rest) = match part
            .strip_prefix("u{")
            .and_then(|rest| rest.split_once('}'))
        {
            Some((code, rest)) => {
                let code = u32::from_str_radix(code, 16).expect("a number");
                (char::from_u32(code).expect("a character"), rest)
            }
            None => match part.split_at(1) {
                ("n", rest) => ('\n', rest),
                ("r", rest) => ('\r', rest),
                ("t", rest) => ('\t', rest),
                (other, _) => panic!("`\\{other}` is no character"),
            },
        };
        plain.push(c);
        plain.push_str(rest);
    }
    plain
}

//! Decimals, whole prices and yes or no.

use super::Misfit;

/// The price of a deal: a whole number that the CRM can hold (\[3p\] issue 265).
pub fn price(text: &str) -> Result<i64, Misfit> {
    let canonical = amount(text)?;
    let (whole, fraction) = canonical.split_once('.').unwrap_or((&canonical, ""));
    let up = i64::from(
        fraction
            .as_bytes()
            .first()
            .is_some_and(|digit| *digit >= b'5'),
    );
    whole
        .parse::<i64>()
        .ok()
        .and_then(|whole| whole.checked_add(up))
        .filter(|price| i32::try_from(*price).is_ok())
        .ok_or_else(|| Misfit::Reason("is more than a deal's price can be (2147483647)".to_owned()))
}

/// A decimal that is a price of anything: what is bought may cost nothing, and not less.
pub fn amount(text: &str) -> Result<String, Misfit> {
    let canonical = decimal(text)?;
    if canonical.starts_with('-') {
        return Err(Misfit::Reason(
            "is negative, and a price cannot be".to_owned(),
        ));
    }
    Ok(canonical)
}

/// A decimal without leading and trailing zeros: `1.50` and `1.5` are one wish.
pub fn decimal(text: &str) -> Result<String, Misfit> {
    let wrong = || Misfit::Reason("is not a number".to_owned());
    let text = text.replace([' ', '\u{a0}'], "").replace(',', ".");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() == 0 {
        // Exponents come from floating point columns.
        let number: f64 = digits.parse().map_err(|_| wrong())?;
        let bare = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        if !number.is_finite() || !bare || !digits.contains(['e', 'E']) {
            return Err(wrong());
        }
        return decimal(&format!("{}{number:.10}", if negative { "-" } else { "" }));
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut canonical = if whole.is_empty() {
        "0".to_owned()
    } else {
        whole.to_owned()
    };
    if !fraction.is_empty() {
        canonical = format!("{canonical}.{fraction}");
    }
    if negative && canonical != "0" {
        canonical.insert(0, '-');
    }
    Ok(canonical)
}

/// Yes or no, as databases and people write it.
pub fn flag(text: &str) -> Result<bool, Misfit> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "да" => Ok(true),
        "0" | "false" | "no" | "n" | "нет" => Ok(false),
        _ => Err(Misfit::Reason("is neither yes nor no".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_are_whole_and_bounded() {
        assert_eq!(price("12000.50"), Ok(12001));
        assert_eq!(price("0.49"), Ok(0));
        assert_eq!(price("-0.0"), Ok(0));
        assert_eq!(price("2147483647"), Ok(2_147_483_647));
        for text in [
            "-1",
            "2147483647.5",
            "9223372036854775807.5",
            "99999999999999999999",
            "free",
            "",
        ] {
            assert!(price(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "nan", "inf", "-inf", "1e999", "--1", "-+1e5", "1.2.3", "0x10", ".",
        ] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn decimals_are_canonical(whole in 0u32.., fraction in 0u32..1000, zeros in 0usize..4) {
            let text = format!("{}{whole}.{fraction:03}{}", "0".repeat(zeros), "0".repeat(zeros));
            let once = decimal(&text).expect("a number");
            prop_assert_eq!(decimal(&once), Ok(once.clone()));
            prop_assert_eq!(once, decimal(&format!("{whole}.{fraction:03}")).expect("a number"));
        }
    }
}

//! Days and moments in the account's time zone.
//!
//! A `date` field shows the day of its moment in the account's zone (\[3p\] issue 402), so a day is sent as the midnight of
//! that zone, with the offset that the zone has on that day, and compared as a day.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value as Json;

use super::Misfit;

/// The calendar day, in the account's zone where the text names a moment.
pub fn day(text: &str, zone: &TimeZone) -> Result<Date, Misfit> {
    Ok(moment(text, zone)?.date())
}

/// A moment, or the start of a day, in the account's zone.
pub fn moment(text: &str, zone: &TimeZone) -> Result<Zoned, Misfit> {
    let wrong = || {
        Misfit::Reason(
            "is not a date; expected for example `2026-11-22` or `2026-11-22T09:30:00Z`".to_owned(),
        )
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment.to_zoned(zone.clone()));
    }
    // Ten characters are a day; a day parser would silently drop a time that follows.
    if text.len() == 10 {
        let day: Date = text.parse().map_err(|_| wrong())?;
        return day.to_zoned(zone.clone()).map_err(|_| wrong());
    }
    let local: DateTime = text.parse().map_err(|_| wrong())?;
    local.to_zoned(zone.clone()).map_err(|_| wrong())
}

/// Midnight in the account's zone, or every read would show another day.
pub fn midnight(day: Date, zone: &TimeZone) -> Result<String, Misfit> {
    day.to_zoned(zone.clone())
        .map(|start| rfc3339(&start))
        .map_err(|_| Misfit::Reason("is not a date that the account's time zone has".to_owned()))
}

/// With the offset of the account's zone, to the second: the CRM keeps no more.
pub fn rfc3339(moment: &Zoned) -> String {
    let second = Timestamp::from_second(moment.timestamp().as_second());
    second
        .unwrap_or_else(|_| moment.timestamp())
        .display_with_offset(moment.offset())
        .to_string()
}

/// A value as read or as sent: a timestamp in seconds, or RFC 3339.
pub fn read(value: &Json, zone: &TimeZone) -> Option<Zoned> {
    let number = |text: &str| text.parse().ok();
    let seconds = match value {
        Json::Number(seconds) => seconds.as_i64(),
        Json::String(text) => number(text),
        _ => None,
    };
    match seconds {
        Some(seconds) => Some(Timestamp::from_second(seconds).ok()?.to_zoned(zone.clone())),
        None => moment(value.as_str()?, zone).ok(),
    }
}

//! What can be switched while the sandbox runs: rights, add-ons, and the questions that the documents leave open.

use std::str::FromStr;

use serde_json::Value;

use super::oauth::Grace;
use super::server::Service;

/// A switch and how it is to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switch {
    /// For example `gone`.
    pub name: String,
    /// For example `404`.
    pub value: Value,
}

impl FromStr for Switch {
    type Err = String;

    /// `NAME=VALUE`; a value that is no JSON is text.
    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
        Ok(Self {
            name: name.to_owned(),
            value: serde_json::from_str(value).unwrap_or_else(|_| value.into()),
        })
    }
}

impl Service {
    /// Sets one switch; a name or value that is not known is refused.
    pub(super) fn switch(&mut self, name: &str, value: &Value) -> Result<(), String> {
        let wrong = |takes: &str| format!("`{name}` takes {takes}, not `{value}`");
        let count = |least: usize, most: usize| {
            let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
            number
                .filter(|n| (least..=most).contains(n))
                .ok_or_else(|| wrong(&format!("a number from {least} to {most}")))
        };
        let one_of = |known: [u16; 2]| {
            let status = value.as_u64();
            let found = known
                .into_iter()
                .find(|own| status == Some(u64::from(*own)));
            found.ok_or_else(|| wrong(&format!("{} or {}", known[0], known[1])))
        };
        let flag = || value.as_bool().ok_or_else(|| wrong("true or false"));
        match name {
            "admin" => self.world.admin = flag()?,
            "filters" => self.world.filters = flag()?,
            "rate_limit" => self.rate.enforced = flag()?,
            "trash" => self.world.habits.trash = flag()?,
            "refresh_ends_access" => self.world.oauth.refresh_ends_access = flag()?,
            "visibility_ms" => {
                self.world.visibility_ms = value
                    .as_i64()
                    .filter(|ms| *ms >= 0)
                    .ok_or_else(|| wrong("milliseconds"))?;
            }
            "gone" => self.world.habits.gone = one_of([400, 404])?,
            "second_company" => {
                self.world.habits.company_gives_way = match value.as_str() {
                    Some("replaces") => true,
                    Some("refused") => false,
                    _ => return Err(wrong("replaces or refused")),
                };
            }
            "grace" => {
                self.world.oauth.grace = match (value.as_bool(), value.as_str()) {
                    (Some(false), _) | (_, Some("none")) => Grace::None,
                    (Some(true), _) | (_, Some("until-refresh")) => Grace::UntilRefresh,
                    (_, Some("until-access")) => Grace::UntilAccess,
                    _ => return Err(wrong("none, until-refresh or until-access")),
                };
            }
            "strict" => self.world.habits.strict = flag()?,
            "form_tokens" => self.world.oauth.refuses_forms = !flag()?,
            "loss_reason" => {
                self.world.habits.loss_reason =
                    serde_json::from_value(value.clone()).map_err(|_| wrong("with or after"))?;
            }
            "requests_per_second" => self.rate.most_allowed = count(1, 1000)?,
            "violations_to_block" => {
                self.rate.block_after = u32::try_from(count(0, 1000)?).unwrap_or(u32::MAX);
            }
            "most_per_request" => self.world.habits.most_per_request = count(1, 250)?,
            "most_per_page" => self.world.habits.most_per_page = count(1, 250)?,
            "order" => {
                self.world.habits.order = serde_json::from_value(value.clone())
                    .map_err(|_| wrong("kept, ignored, rising-pages or updated"))?;
            }
            "bulk_link" => {
                self.world.habits.no_bulk_link = match (value.as_bool(), value.as_i64()) {
                    (Some(true), _) => None,
                    (_, Some(404)) => Some(404),
                    (_, Some(405)) => Some(405),
                    _ => return Err(wrong("true, 404 or 405")),
                };
            }
            "wrong_secret" => self.world.oauth.wrong_secret = one_of([400, 401])?,
            "dead_refresh" => self.world.oauth.dead_refresh = one_of([400, 401])?,
            "moved_to" => {
                self.world.oauth.moved_to = match value {
                    Value::Null => None,
                    Value::String(host) if !host.is_empty() => Some(host.clone()),
                    _ => return Err(wrong("HOST:PORT or null")),
                };
            }
            _ => {
                return Err(format!(
                    "`{name}` is no switch; known are admin, filters, rate_limit, trash, refresh_ends_access, \
                     visibility_ms, gone, second_company, grace, moved_to, requests_per_second, violations_to_block, \
                     most_per_request, most_per_page, order, bulk_link, wrong_secret, dead_refresh, strict, form_tokens, loss_reason"
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Options;
    use crate::sandbox::world::LossReason;

    fn service() -> Service {
        Service::new(
            crate::sandbox::seed::account("Europe/Moscow", false, 0),
            &Options::default(),
        )
    }

    #[test]
    fn known_switches_are_set() {
        let mut service = service();
        for text in [
            "admin=false",
            "trash=true",
            "gone=404",
            "second_company=refused",
            "grace=until-access",
            "grace=true",
            "visibility_ms=250",
            "moved_to=localhost:1",
            "moved_to=null",
            "requests_per_second=3",
            "violations_to_block=0",
            "most_per_request=10",
            "most_per_page=25",
            "order=rising-pages",
            "bulk_link=405",
            "wrong_secret=401",
            "dead_refresh=400",
            "strict=true",
            "form_tokens=false",
            "loss_reason=after",
        ] {
            let Switch { name, value } = text.parse().expect("is NAME=VALUE");
            assert_eq!(service.switch(&name, &value), Ok(()), "{text}");
        }
        assert!(!service.world.admin && service.world.habits.trash);
        assert_eq!(service.world.habits.gone, 404);
        assert!(!service.world.habits.company_gives_way);
        assert_eq!(service.world.oauth.grace, Grace::UntilRefresh);
        assert_eq!(service.world.oauth.moved_to, None);
        assert!(
            service.world.habits.strict && service.world.habits.loss_reason == LossReason::After
        );
        assert!(service.world.oauth.refuses_forms);
        assert_eq!(service.rate.most_allowed, 3);
        assert_eq!(service.world.habits.most_per_request, 10);
        assert_eq!(service.world.habits.no_bulk_link, Some(405));
        assert_eq!(service.world.oauth.wrong_secret, 401);
        assert_eq!(service.world.oauth.dead_refresh, 400);
    }

    #[test]
    fn what_is_not_known_is_refused_and_changes_nothing() {
        let mut service = service();
        for text in [
            "fly=true",
            "gone=500",
            "second_company=true",
            "grace=maybe",
            "admin=1",
            "trash=no",
            "requests_per_second=0",
            "most_per_request=251",
            "most_per_page=-1",
            "order=random",
            "bulk_link=false",
            "wrong_secret=403",
            "dead_refresh=true",
            "strict=1",
            "loss_reason=before",
        ] {
            let Switch { name, value } = text.parse().expect("is NAME=VALUE");
            assert!(service.switch(&name, &value).is_err(), "{text}");
        }
        assert!(service.world.admin && service.world.habits.gone == 400);
        assert!("gone".parse::<Switch>().is_err());
    }
}

//! The mapping as an admin writes it, and the built-in one that it changes.

use std::collections::BTreeMap;

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::payload::WriteRule;
use crate::domain::shape::{LOST, closing_status};
use crate::domain::{FieldType, Kind};
use crate::error::{Exit, Failure};
use crate::text::nearest;

/// Platform code → the CRM's name, in the order of the configuration: `schema apply` makes options and stages in it.
pub type Codes = IndexMap<String, String>;

/// How one kind becomes a CRM entity. In a configuration, what differs from the built-in mapping.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindMapping {
    /// Template of the name; of a contact only where it has neither first nor last name.
    pub name: Option<String>,
    /// Template, contacts only.
    pub first_name: Option<String>,
    /// Template, contacts only.
    pub last_name: Option<String>,
    /// Template of a whole number, deals only.
    pub price: Option<String>,
    /// The funnel's name, deals only.
    pub pipeline: Option<String>,
    /// The stage, deals only.
    pub status: Option<CodeMap>,
    /// Why a deal was lost, sent with the lost stage only.
    pub loss_reason: Option<LossReason>,
    /// What happens when a record leaves the platform.
    pub on_missing: Option<OnMissing>,
    /// The tag of `on_missing = "tag"`; `нет на платформе` where it says none.
    pub missing_tag: Option<String>,
    /// Where `on_missing = "close"` puts a deal; lost without a reason where it says nothing.
    pub closing: Option<Closing>,
    /// Custom fields by code, else by exact name; `false` takes a built-in one out.
    #[serde(default)]
    pub fields: BTreeMap<String, FieldEntry>,
}

/// A platform code and the CRM's name for each of its values.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeMap {
    /// The attribute; may be left out where the built-in mapping says it.
    #[serde(default)]
    pub from: String,
    /// Platform value → name in the account.
    pub values: Codes,
}

/// Why a deal was lost: an attribute with a table or without, or always the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LossReason {
    /// The attribute.
    pub from: Option<String>,
    /// Platform value → the reason's name; without a table the attribute holds the name itself.
    pub values: Option<Codes>,
    /// The reason's name, in place of `from`.
    pub value: Option<String>,
}

/// How a deal is closed whose record left the platform.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// The stage's name; the lost one where it is left out.
    pub status: Option<String>,
    /// The reason's name, with the lost stage only.
    pub loss_reason: Option<String>,
}

impl Closing {
    /// Whether the stage is the lost one, as far as its name tells.
    pub fn is_lost(&self) -> bool {
        self.status
            .as_deref()
            .is_none_or(|name| closing_status(name) == Some(LOST))
    }
}

/// What becomes of the CRM entity of a record that left the platform; nothing is ever deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnMissing {
    /// It stays as it is.
    #[default]
    Keep,
    /// It gets a tag.
    Tag,
    /// The deal is closed as lost.
    Close,
}

/// A field, or its absence.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum FieldEntry {
    /// `false`: not mapped.
    Off(bool),
    /// How it is filled.
    Rule(Box<FieldRule>),
}

/// How a field is filled: by one of `from`, `value` and `parts`.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// The attributes that feed it; a single one may be written without brackets.
    #[serde(default, deserialize_with = "one_or_several")]
    pub from: Vec<String>,
    /// A template.
    pub value: Option<String>,
    /// Part of the value → its attribute: of `smart_address` and `legal_entity`, or the kind of a phone or e-mail.
    #[serde(default)]
    pub parts: IndexMap<String, String>,
    /// Platform value → option's text, or the text to send.
    pub values: Option<Codes>,
    /// What separates the items of a list in one attribute, or joins several attributes into one text.
    pub separator: Option<String>,
    /// When it is written; `merge` for phones and e-mails, `always` for others where nothing is said.
    pub write: Option<WriteRule>,
    /// Kind of a phone or e-mail, for example `WORK`.
    pub enum_code: Option<String>,
    /// Name under which `schema apply` creates it.
    pub name: Option<String>,
    /// Type with which `schema apply` creates it.
    #[serde(rename = "type")]
    pub field_type: Option<FieldType>,
}

/// Something in a kind's mapping that cannot be.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The kind.
    pub kind: Kind,
    /// The keys below the kind that lead to the place.
    pub place: Vec<String>,
    /// What is wrong, after "the mapping of `kind`".
    pub text: String,
    /// What to write in its place.
    pub hint: String,
}

/// The built-in mapping changed by the profile's; the error is the first mistake.
pub fn merged(own: &BTreeMap<Kind, KindMapping>) -> Result<BTreeMap<Kind, KindMapping>, Failure> {
    let all = changed(own)?;
    match mistakes_of(own, &all).into_iter().next() {
        None => Ok(all),
        Some(Mistake {
            kind, text, hint, ..
        }) => Err(Failure::new(Exit::Config, format!("the mapping of `{kind}` {text}")).hint(hint)),
    }
}

/// All mistakes of a profile's mapping.
pub fn mistakes(own: &BTreeMap<Kind, KindMapping>) -> Result<Vec<Mistake>, Failure> {
    Ok(mistakes_of(own, &changed(own)?))
}

fn mistakes_of(
    own: &BTreeMap<Kind, KindMapping>,
    all: &BTreeMap<Kind, KindMapping>,
) -> Vec<Mistake> {
    own.keys()
        .filter_map(|kind| Some((*kind, all.get(kind)?)))
        .flat_map(|(kind, mapping)| check(kind, mapping))
        .collect()
}

fn changed(own: &BTreeMap<Kind, KindMapping>) -> Result<BTreeMap<Kind, KindMapping>, Failure> {
    let mut all: BTreeMap<Kind, KindMapping> = toml::from_str(include_str!("default.toml"))
        .map_err(|error| {
            Failure::new(
                Exit::Config,
                format!("the built-in mapping is broken: {error}"),
            )
        })?;
    for (kind, own) in own {
        let base = all.entry(*kind).or_default();
        let KindMapping {
            name,
            first_name,
            last_name,
            price,
            pipeline,
            status,
            loss_reason,
            on_missing,
            missing_tag,
            closing,
            fields,
        } = own.clone();
        base.loss_reason = loss_reason.or(base.loss_reason.take());
        base.on_missing = on_missing.or(base.on_missing);
        base.missing_tag = missing_tag.or(base.missing_tag.take());
        base.closing = closing.or(base.closing.take());
        base.name = name.or(base.name.take());
        base.first_name = first_name.or(base.first_name.take());
        base.last_name = last_name.or(base.last_name.take());
        base.price = price.or(base.price.take());
        base.pipeline = pipeline.or(base.pipeline.take());
        base.status = match (base.status.take(), status) {
            // The admin's codes come on top of the built-in ones.
            (Some(mut base), Some(own)) if own.from.is_empty() || base.from == own.from => {
                base.values.extend(own.values);
                Some(base)
            }
            (base, own) => own.or(base),
        };
        for (key, entry) in fields {
            let key = built_in_key(base, key);
            match (base.fields.get_mut(&key), entry) {
                (Some(FieldEntry::Rule(base)), FieldEntry::Rule(own)) => overlay(base, *own),
                (_, entry) => {
                    base.fields.insert(key, entry);
                }
            }
        }
    }
    Ok(all)
}

/// The key of the built-in rule for the same field, which people may call by its name as well.
fn built_in_key(base: &KindMapping, key: String) -> String {
    if base.fields.contains_key(&key) {
        return key;
    }
    let named = base
        .rules()
        .find(|(_, rule)| rule.name.as_ref() == Some(&key))
        .map(|(own, _)| own.to_owned());
    named.unwrap_or(key)
}

fn overlay(base: &mut FieldRule, own: FieldRule) {
    let FieldRule {
        from,
        value,
        parts,
        values,
        separator,
        write,
        enum_code,
        name,
        field_type,
    } = own;
    if !from.is_empty() || value.is_some() || !parts.is_empty() {
        // Codes belong to their attribute.
        if from != base.from {
            base.values = None;
        }
        base.from = from;
        base.value = value;
        base.parts = parts;
    }
    match (&mut base.values, values) {
        (Some(base), Some(own)) => base.extend(own),
        (base, own) => *base = own.or(base.take()),
    }
    base.separator = separator.or(base.separator.take());
    base.write = write.or(base.write);
    base.enum_code = enum_code.or(base.enum_code.take());
    base.name = name.or(base.name.take());
    base.field_type = field_type.or(base.field_type.take());
}

fn check(kind: Kind, mapping: &KindMapping) -> Vec<Mistake> {
    let mut found = Vec::new();
    let mut wrong = |place: &[&str], text: &str, hint: &str| {
        found.push(Mistake {
            kind,
            place: place.iter().map(|key| (*key).to_owned()).collect(),
            text: text.to_owned(),
            hint: hint.to_owned(),
        });
    };
    if !kind.is_deal() {
        for (key, is_there) in [
            ("price", mapping.price.is_some()),
            ("pipeline", mapping.pipeline.is_some()),
            ("status", mapping.status.is_some()),
            ("loss_reason", mapping.loss_reason.is_some()),
            ("closing", mapping.closing.is_some()),
        ] {
            if is_there {
                wrong(
                    &[key],
                    &format!("has `{key}`, which only deals have"),
                    "take it out",
                );
            }
        }
    }
    if kind != Kind::Contact {
        for (key, is_there) in [
            ("first_name", mapping.first_name.is_some()),
            ("last_name", mapping.last_name.is_some()),
        ] {
            if is_there {
                wrong(
                    &[key],
                    &format!("has `{key}`, which only contacts have"),
                    "write `name`",
                );
            }
        }
    }
    if let Some(status) = &mapping.status {
        if status.from.is_empty() {
            wrong(
                &["status"],
                "does not say which attribute `status` comes `from`",
                "for example: status = { from = \"statusCode\", values = { paid = \"Оплачен\" } }",
            );
        }
        if mapping.pipeline.is_none() && kind.is_deal() {
            wrong(
                &["status"],
                "has `status` and no `pipeline` that it belongs to",
                "add `pipeline = \"name of the funnel\"`",
            );
        }
    }
    if let Some(reason) = &mapping.loss_reason
        && reason.from.is_some() == reason.value.is_some()
    {
        wrong(
            &["loss_reason"],
            "needs either `from` or `value` for `loss_reason`",
            "for example: loss_reason = { from = \"reasonCode\", values = { price = \"Дорого\" } }",
        );
    }
    check_missing(kind, mapping, &mut wrong);
    for (key, rule) in mapping.rules() {
        if rule.sources() != 1 {
            wrong(
                &["fields", key],
                &format!("needs one of `from`, `value` and `parts` for `{key}`"),
                "for example: fields.CITY = { from = \"city\" }",
            );
        }
        if let Some(field_type) = &rule.field_type
            && !field_type.is_supported()
        {
            let near = nearest(
                field_type.as_str(),
                FieldType::SUPPORTED.iter().map(FieldType::as_str),
            )
            .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            wrong(
                &["fields", key, "type"],
                &format!("gives `{key}` the type `{field_type}`, which cannot be written{near}"),
                &format!(
                    "allowed: {}",
                    FieldType::SUPPORTED
                        .each_ref()
                        .map(FieldType::as_str)
                        .join(", ")
                ),
            );
        }
    }
    found
}

/// What happens when a record leaves the platform.
fn check_missing(kind: Kind, mapping: &KindMapping, wrong: &mut impl FnMut(&[&str], &str, &str)) {
    let on_missing = mapping.on_missing.unwrap_or_default();
    match on_missing {
        OnMissing::Close if !kind.is_deal() => wrong(
            &["on_missing"],
            "says `on_missing = \"close\"`, and only deals can be closed",
            if kind == Kind::Product {
                "write \"keep\""
            } else {
                "write \"keep\" or \"tag\""
            },
        ),
        OnMissing::Close if mapping.pipeline.is_none() => wrong(
            &["on_missing"],
            "says `on_missing = \"close\"` and no `pipeline` in which to close the deal",
            "add `pipeline = \"name of the funnel\"`",
        ),
        OnMissing::Tag if kind == Kind::Product => wrong(
            &["on_missing"],
            "says `on_missing = \"tag\"`, and elements of a list have no tags",
            "write \"keep\"",
        ),
        _ => {}
    }
    if let Some(tag) = &mapping.missing_tag {
        if on_missing != OnMissing::Tag {
            wrong(
                &["missing_tag"],
                "has `missing_tag`, which only `on_missing = \"tag\"` uses",
                "add `on_missing = \"tag\"`, or take it out",
            );
        }
        if tag.trim().is_empty() || tag.chars().count() > 255 || tag.contains(char::is_control) {
            wrong(
                &["missing_tag"],
                "has a `missing_tag` that can be no tag",
                "write a text of 1 to 255 characters",
            );
        }
    }
    if let Some(closing) = &mapping.closing {
        if on_missing != OnMissing::Close && kind.is_deal() {
            wrong(
                &["closing"],
                "has `closing`, which only `on_missing = \"close\"` uses",
                "add `on_missing = \"close\"`, or take it out",
            );
        }
        if closing.loss_reason.is_some() && !closing.is_lost() {
            wrong(
                &["closing", "loss_reason"],
                "has a `closing.loss_reason` for a stage that is not the lost one",
                "leave `closing.status` out, or write \"lost\"",
            );
        }
    }
}

impl KindMapping {
    /// The fields that are mapped, with their rules.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &FieldRule)> {
        self.fields.iter().filter_map(|(key, entry)| match entry {
            FieldEntry::Rule(rule) => Some((key.as_str(), &**rule)),
            FieldEntry::Off(_) => None,
        })
    }
}

impl KindMapping {
    /// The templates by the name under which they are kept: that of the slot, or `fields.KEY`.
    pub fn templates(&self) -> impl Iterator<Item = (String, &str)> {
        let own = [
            ("name", &self.name),
            ("first_name", &self.first_name),
            ("last_name", &self.last_name),
            ("price", &self.price),
        ];
        let own = own
            .into_iter()
            .filter_map(|(slot, template)| Some((slot.to_owned(), template.as_deref()?)));
        let of_fields = self
            .rules()
            .filter_map(|(key, rule)| Some((format!("fields.{key}"), rule.value.as_deref()?)));
        own.chain(of_fields)
    }
}

impl FieldRule {
    /// The attributes that feed the field, with the part that each fills; those of a template apart.
    pub fn attributes(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        let whole = self.from.iter().map(|from| (None, from.as_str()));
        whole.chain(
            self.parts
                .iter()
                .map(|(part, from)| (Some(part.as_str()), from.as_str())),
        )
    }

    fn sources(&self) -> usize {
        usize::from(!self.from.is_empty())
            + usize::from(self.value.is_some())
            + usize::from(!self.parts.is_empty())
    }
}

// By hand, because a mistake inside a rule would otherwise read "did not match any variant".
impl<'de> Deserialize<'de> for FieldEntry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entry;

        impl<'de> Visitor<'de> for Entry {
            type Value = FieldEntry;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a table like `{ from = \"attribute\" }`, or `false` to leave the field out",
                )
            }

            fn visit_bool<E: serde::de::Error>(self, on: bool) -> Result<FieldEntry, E> {
                if on {
                    return Err(E::invalid_value(serde::de::Unexpected::Bool(true), &self));
                }
                Ok(FieldEntry::Off(false))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<FieldEntry, A::Error> {
                FieldRule::deserialize(MapAccessDeserializer::new(map))
                    .map(|rule| FieldEntry::Rule(Box::new(rule)))
            }
        }

        deserializer.deserialize_any(Entry)
    }
}

fn one_or_several<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Attributes;

    impl<'de> Visitor<'de> for Attributes {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an attribute, or a list of attributes")
        }

        fn visit_str<E: serde::de::Error>(self, one: &str) -> Result<Self::Value, E> {
            Ok(vec![one.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
            let list = Vec::<String>::deserialize(SeqAccessDeserializer::new(list))?;
            if list.is_empty() {
                return Err(A::Error::custom("the list of attributes is empty"));
            }
            Ok(list)
        }
    }

    deserializer.deserialize_any(Attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_settings_change_the_built_in_mapping_key_by_key() {
        let own = toml::from_str(
            r#"
            [deal_course]
            pipeline = "Курсы"
            status = { from = "statusCode", values = { paused = "Пауза" } }
            fields.FORMAT = { from = "formatCode", values = { hybrid = "Гибрид" } }
            fields.FINISH = false
            "#,
        )
        .expect("a mapping");
        let all = merged(&own).expect("fits");
        let course = &all[&Kind::DealCourse];
        assert_eq!(course.pipeline.as_deref(), Some("Курсы"));
        let status = course.status.as_ref().expect("a status");
        assert_eq!(
            (status.values.len(), status.values["paused"].as_str()),
            (6, "Пауза")
        );
        let fields: Vec<_> = course.rules().map(|(key, _)| key).collect();
        assert_eq!(
            fields,
            ["CREATED", "FORMAT", "PROGRESS", "START", "UPDATED"]
        );
    }

    #[test]
    fn what_a_kind_cannot_have_is_refused() {
        let own = toml::from_str("[contact]\nprice = \"1\"").expect("a mapping");
        assert!(merged(&own).is_err());
    }

    #[test]
    fn a_built_in_field_may_be_called_by_its_name_and_keeps_what_is_not_said() {
        let own = toml::from_str(
            r#"
            [deal_course]
            fields."Формат" = { from = "formatCode", values = { hybrid = "Гибрид" } }
            [contact]
            fields.PHONE = { from = ["phone", "phone2"] }
            fields.CITY = { from = "cityCode", values = { MSK = "Москва" } }
            "#,
        )
        .expect("a mapping");
        let all = merged(&own).expect("fits");
        let rule = |kind: Kind, key: &str| match &all[&kind].fields[key] {
            FieldEntry::Rule(rule) => rule.clone(),
            FieldEntry::Off(_) => panic!("is mapped"),
        };
        assert!(!all[&Kind::DealCourse].fields.contains_key("Формат"));
        assert_eq!(
            rule(Kind::DealCourse, "FORMAT").values.map(|v| v.len()),
            Some(4)
        );
        let phone = rule(Kind::Contact, "PHONE");
        assert_eq!((phone.from.len(), phone.write), (2, Some(WriteRule::Merge)));
    }

    #[test]
    fn mistakes_are_explained_where_they_are() {
        for (text, expected) in [
            (
                "[contact]\nfields.CITY = true",
                "expected a table like `{ from = \"attribute\" }`, or `false`",
            ),
            (
                "[contact]\nfields.CITY = { form = \"city\" }",
                "unknown field `form`",
            ),
            (
                "[contact]\nfields.CITY = { from = 1 }",
                "expected an attribute, or a list of attributes",
            ),
            (
                "[contact]\nfields.CITY = { from = [] }",
                "the list of attributes is empty",
            ),
        ] {
            let error = toml::from_str::<BTreeMap<Kind, KindMapping>>(text).expect_err("is wrong");
            assert!(error.to_string().contains(expected), "{error}");
        }
        for (text, expected) in [
            (
                "[contact]\non_missing = \"close\"",
                "only deals can be closed",
            ),
            (
                "[contact]\nfields.X = { name = \"Икс\" }",
                "needs one of `from`, `value` and `parts` for `X`",
            ),
            (
                "[deal_course]\nloss_reason = {}",
                "needs either `from` or `value` for `loss_reason`",
            ),
        ] {
            let own = toml::from_str(text).expect("a mapping");
            let error = merged(&own).expect_err("is wrong");
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}

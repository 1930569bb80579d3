//! An account that has exactly what the mapping names, so that the mapping can be tried where there is none.

use std::collections::{BTreeMap, BTreeSet};

use super::{Mapping, is_code};
use crate::config::mapping::{Codes, FieldRule};
use crate::domain::payload::WriteRule;
use crate::domain::shape::{
    FieldShape, LOST, LossReasonShape, OptionShape, PipelineShape, Shape, StatusShape, WON,
    closing_status,
};
use crate::domain::{EntityType, FieldId, FieldType};
use crate::mapping::values::parts_of;

/// The CRM's own fields, which the mapping need not describe (\[doc\] contacts, companies, products).
const PREDEFINED: &[(EntityType, &str, FieldType)] = &[
    (EntityType::Contacts, "PHONE", FieldType::Multitext),
    (EntityType::Contacts, "EMAIL", FieldType::Multitext),
    (EntityType::Contacts, "IM", FieldType::Multitext),
    (EntityType::Companies, "PHONE", FieldType::Multitext),
    (EntityType::Companies, "EMAIL", FieldType::Multitext),
    (EntityType::Companies, "WEB", FieldType::Url),
    (EntityType::Companies, "ADDRESS", FieldType::Textarea),
    (
        EntityType::CatalogElements,
        "DESCRIPTION",
        FieldType::Textarea,
    ),
    (EntityType::CatalogElements, "PRICE", FieldType::Numeric),
    (EntityType::CatalogElements, "GROUP", FieldType::Category),
];

/// What the account has beside what the mapping names.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Texts by entity and key of the field; options where the field has any.
    pub options: BTreeMap<(EntityType, String), BTreeSet<String>>,
    /// Reasons for lost deals.
    pub loss_reasons: BTreeSet<String>,
}

impl Mapping {
    /// The account, with made-up ids. A field of unknown type is what its rule fits, else text.
    pub(super) fn imagined_shape(&self, time_zone: &str, extras: &Extras) -> Shape {
        let mut shape = Shape {
            catalog: Some(1),
            time_zone: time_zone.to_owned(),
            ..Shape::default()
        };
        let mut ids = 1000..;
        let mut id = || ids.next().unwrap_or_default();
        for wanted in self.wanted_fields() {
            let entity = wanted.entity;
            let rules: Vec<_> = self
                .kinds
                .iter()
                .filter(|(kind, _)| kind.entity() == entity)
                .flat_map(|(_, mapping)| mapping.rules())
                .filter(|(key, rule)| wanted.is_of(key, rule))
                .collect();
            let field_type = wanted
                .field_type
                .clone()
                .unwrap_or_else(|| likely_type(entity, &wanted.code, &rules));
            let mut texts = wanted.options.clone();
            let keys = rules.iter().map(|(key, _)| (*key).to_owned());
            for key in keys.chain(wanted.name.clone()) {
                let more = extras.options.get(&(entity, key));
                texts.extend(more.into_iter().flatten().cloned());
            }
            if !field_type.has_options() {
                texts.clear();
            }
            let mut options: Vec<OptionShape> = Vec::new();
            for text in texts {
                if !options.iter().any(|own| own.value.trim() == text.trim()) {
                    options.push(OptionShape {
                        id: id(),
                        value: text,
                        sort: 0,
                        code: None,
                        parent_id: None,
                    });
                }
            }
            shape.fields.entry(entity).or_default().push(FieldShape {
                id: FieldId(id()),
                name: wanted.name.unwrap_or_else(|| wanted.code.clone()),
                code: is_code(&wanted.code).then_some(wanted.code),
                field_type,
                options,
            });
        }
        for wanted in self.wanted_pipelines() {
            let status = |id, name: &str| StatusShape {
                id,
                name: name.to_owned(),
                sort: 0,
                status_type: 0,
            };
            let own = wanted
                .statuses
                .iter()
                .filter(|name| closing_status(name).is_none());
            let mut statuses: Vec<_> = own.map(|name| status(id(), name)).collect();
            statuses.push(status(WON, "Успешно реализовано"));
            statuses.push(status(LOST, "Закрыто и не реализовано"));
            shape.pipelines.push(PipelineShape {
                id: id(),
                name: wanted.name,
                sort: 0,
                is_main: false,
                statuses,
            });
        }
        let of_rules = self
            .kinds
            .values()
            .filter_map(|mapping| mapping.loss_reason.as_ref())
            .flat_map(|reason| {
                let table = reason.values.iter().flat_map(Codes::values);
                table.chain(&reason.value)
            });
        let closing = self
            .kinds
            .values()
            .filter_map(|mapping| mapping.closing.as_ref()?.loss_reason.as_ref());
        let names: BTreeSet<&str> = of_rules
            .chain(closing)
            .chain(&extras.loss_reasons)
            .map(|name| name.trim())
            .collect();
        shape.loss_reasons = names
            .into_iter()
            .map(|name| LossReasonShape {
                id: id(),
                name: name.to_owned(),
            })
            .collect();
        shape
    }
}

fn likely_type(entity: EntityType, code: &str, rules: &[(&str, &FieldRule)]) -> FieldType {
    let own = PREDEFINED
        .iter()
        .find(|(on, own, _)| *on == entity && *own == code);
    if let Some((_, _, field_type)) = own {
        return field_type.clone();
    }
    let fits = |field_type: &FieldType| {
        let known = parts_of(field_type).unwrap_or_default();
        rules.iter().all(|(_, rule)| {
            !rule.parts.is_empty() && rule.parts.keys().all(|part| known.contains(&part.as_str()))
        })
    };
    let merged = |(_, rule): &(&str, &FieldRule)| {
        rule.enum_code.is_some() || rule.write == Some(WriteRule::Merge)
    };
    if rules.is_empty() {
        FieldType::Text
    } else if rules.iter().any(merged) {
        FieldType::Multitext
    } else {
        [
            FieldType::SmartAddress,
            FieldType::LegalEntity,
            FieldType::Multitext,
        ]
        .into_iter()
        .find(fits)
        .unwrap_or(FieldType::Text)
    }
}

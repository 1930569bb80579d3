//! Funnels and their stages.

use serde_json::{Map, Value, json};

use super::batch::{self, Answer};
use super::http::{MISSING, NOT_A_CHOICE, NOT_EXPECTED, Reply, Request};
use super::values::Mistakes;
use super::world::{Pipeline, Status, World, forbidden, not_found};

/// The colours that writes accept (\[doc\] leads_pipelines).
const COLOURS: &[&str] = &[
    "#fffeb2", "#fffd7f", "#fff000", "#ffeab2", "#ffdc7f", "#ffce5a", "#ffdbdb", "#ffc8c8",
    "#ff8f92", "#d6eaff", "#c1e0ff", "#98cbff", "#ebffb1", "#deff81", "#87f2c0", "#f9deff",
    "#f3beff", "#ccc8f9", "#eb93ff", "#f2f3f4", "#e6e8ea",
];

impl World {
    pub(super) fn pipelines(&mut self, request: &Request, rest: &[&str]) -> Reply {
        let id = rest.first().and_then(|id| id.parse::<i64>().ok());
        let at = self.pipelines.iter().position(|p| Some(p.id) == id);
        match (request.method.as_str(), rest, at) {
            ("GET", [], _) => {
                let all: Vec<_> = self
                    .pipelines
                    .iter()
                    .map(|p| self.show_pipeline(p))
                    .collect();
                Reply::ok(
                    200,
                    &json!({"_total_items": all.len(), "_embedded": {"pipelines": all}}),
                )
            }
            ("GET", [_], Some(at)) => Reply::ok(200, &self.show_pipeline(&self.pipelines[at])),
            ("GET", [_, "statuses"], Some(at)) => {
                let pipeline = &self.pipelines[at];
                let all: Vec<_> = pipeline
                    .statuses
                    .iter()
                    .map(|s| self.show_status(pipeline.id, s))
                    .collect();
                Reply::ok(
                    200,
                    &json!({"_total_items": all.len(), "_embedded": {"statuses": all}}),
                )
            }
            (_, _, _) if !self.admin => forbidden(),
            ("POST", [], _) => self.pipelines_create(request).into(),
            ("POST", [_, "statuses"], Some(at)) => self.statuses_create(request, at).into(),
            (_, [_, ..], None) => Reply::problem(404, "Not Found", "Pipeline not found"),
            _ => not_found(request),
        }
    }

    fn pipelines_create(&mut self, request: &Request) -> Answer {
        let items = batch::items(request, self.habits.most_per_request)?;
        if self.pipelines.len() + items.len() > 50 {
            return Ok(Reply::problem(
                422,
                "Unprocessable Entity",
                "Too many pipelines",
            ));
        }
        let items = batch::check(items, |item, wrong| {
            let item = &item.body;
            for key in ["name", "sort", "is_main", "is_unsorted_on"] {
                if !item.contains_key(key) {
                    wrong.add(MISSING, key);
                }
            }
            for key in item.keys() {
                if ![
                    "name",
                    "sort",
                    "is_main",
                    "is_unsorted_on",
                    "_embedded",
                    "request_id",
                ]
                .contains(&key.as_str())
                {
                    wrong.add(NOT_EXPECTED, key.as_str());
                }
            }
            for (n, status) in statuses_of(item).iter().enumerate() {
                let mut status = status.clone();
                // The official SDK leaves the places of new stages to the service.
                if !self.habits.strict {
                    status.entry("sort").or_insert(json!(10));
                }
                check_status(&status, &format!("_embedded.statuses.{n}"), wrong);
            }
        })?;
        let mut made = Vec::new();
        for (item, ()) in &items {
            let item = &item.body;
            let flag = |key: &str| item.get(key) == Some(&json!(true));
            if flag("is_main") {
                self.pipelines
                    .iter_mut()
                    .for_each(|own| own.is_main = false);
            }
            let id = self.next_id();
            let mut pipeline = Pipeline {
                id,
                name: text(item, "name"),
                sort: item.get("sort").and_then(Value::as_i64).unwrap_or(10),
                is_main: flag("is_main"),
                is_unsorted_on: flag("is_unsorted_on"),
                statuses: system_statuses(self.next_id()),
            };
            for status in statuses_of(item) {
                let known = status.get("id").and_then(Value::as_i64);
                if let Some(own) = pipeline.statuses.iter_mut().find(|s| Some(s.id) == known) {
                    own.name = text(&status, "name");
                } else {
                    let status = self.new_status(&status);
                    pipeline.statuses.push(status);
                }
            }
            normalise(&mut pipeline);
            made.push(self.show_pipeline(&pipeline));
            self.pipelines.push(pipeline);
        }
        let count = made.len();
        Ok(Reply::ok(
            200,
            &json!({"_total_items": count, "_embedded": {"pipelines": made}}),
        )
        .stored(count))
    }

    fn statuses_create(&mut self, request: &Request, at: usize) -> Answer {
        let items = batch::items(request, self.habits.most_per_request)?;
        if self.pipelines[at].statuses.len() + items.len() > 100 {
            return Ok(Reply::problem(
                422,
                "Unprocessable Entity",
                "Too many statuses",
            ));
        }
        let items = batch::check(items, |item, wrong| check_status(&item.body, "", wrong))?;
        let new: Vec<_> = items
            .iter()
            .map(|(item, ())| self.new_status(&item.body))
            .collect();
        let id = self.pipelines[at].id;
        let shown: Vec<_> = new.iter().map(|s| self.show_status(id, s)).collect();
        let pipeline = &mut self.pipelines[at];
        pipeline.statuses.extend(new);
        normalise(pipeline);
        let count = shown.len();
        Ok(Reply::ok(
            200,
            &json!({"_total_items": count, "_embedded": {"statuses": shown}}),
        )
        .stored(count))
    }

    fn show_pipeline(&self, pipeline: &Pipeline) -> Value {
        let statuses: Vec<_> = pipeline
            .statuses
            .iter()
            .map(|s| self.show_status(pipeline.id, s))
            .collect();
        json!({"id": pipeline.id, "name": pipeline.name, "sort": pipeline.sort, "is_main": pipeline.is_main,
               "is_unsorted_on": pipeline.is_unsorted_on, "is_archive": false,
               "account_id": self.oauth.account_id, "_embedded": {"statuses": statuses}})
    }

    fn show_status(&self, pipeline: i64, status: &Status) -> Value {
        json!({"id": status.id, "name": status.name, "sort": status.sort, "is_editable": status.kind == 0,
               "pipeline_id": pipeline, "color": status.color, "type": status.kind,
               "account_id": self.oauth.account_id})
    }

    fn new_status(&mut self, item: &Map<String, Value>) -> Status {
        Status {
            id: self.next_id(),
            name: text(item, "name"),
            sort: item.get("sort").and_then(Value::as_i64).unwrap_or(10),
            kind: 0,
            color: item
                .get("color")
                .and_then(Value::as_str)
                .unwrap_or("#fffeb2")
                .to_owned(),
        }
    }
}

/// The stages that every funnel has.
pub fn system_statuses(unsorted: i64) -> Vec<Status> {
    let status = |id, name: &str, sort, kind| Status {
        id,
        name: name.to_owned(),
        sort,
        kind,
        color: "#c1c1c1".to_owned(),
    };
    vec![
        status(unsorted, "Неразобранное", 10, 1),
        status(142, "Успешно реализовано", 10_000, 0),
        status(143, "Закрыто и не реализовано", 11_000, 0),
    ]
}

/// The service renumbers `sort`, so that nobody may compare it.
pub fn normalise(pipeline: &mut Pipeline) {
    pipeline.statuses.sort_by_key(|s| s.sort);
    let mut sort = 10;
    for status in &mut pipeline.statuses {
        if !matches!(status.id, 142 | 143) {
            status.sort = sort;
            sort += 10;
        }
    }
}

fn check_status(item: &Map<String, Value>, path: &str, wrong: &mut Mistakes) {
    let at = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    let system = item
        .get("id")
        .and_then(Value::as_i64)
        .is_some_and(|id| matches!(id, 142 | 143));
    for key in item.keys() {
        let known = matches!(
            key.as_str(),
            "name" | "sort" | "color" | "descriptions" | "request_id"
        ) || (key == "id" && system);
        if !known {
            wrong.add(NOT_EXPECTED, at(key));
        }
    }
    if !item.contains_key("name") {
        wrong.add(MISSING, at("name"));
    }
    if !item.contains_key("sort") && !system {
        wrong.add(MISSING, at("sort"));
    }
    if item
        .get("color")
        .is_some_and(|c| !c.as_str().is_some_and(|c| COLOURS.contains(&c)))
    {
        wrong.add(NOT_A_CHOICE, at("color"));
    }
}

fn statuses_of(item: &Map<String, Value>) -> Vec<Map<String, Value>> {
    item.get("_embedded")
        .and_then(|embedded| embedded.get("statuses"))
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .cloned()
        .collect()
}

fn text(item: &Map<String, Value>, key: &str) -> String {
    item.get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

//! The account itself (`docs/amocrm.md` 5.1).

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::values::offset_text;
use super::world::World;

impl World {
    pub(super) fn account(&self, request: &Request) -> Reply {
        let with = request.param("with").unwrap_or_default();
        let mut body = json!({
            "id": self.oauth.account_id, "name": "Школа", "subdomain": "school", "created_at": 0, "created_by": 0,
            "updated_at": 0, "updated_by": 0, "current_user_id": self.users.first().map_or(0, |user| user.id),
            "country": "RU", "currency": "RUB", "currency_symbol": "₽", "customers_mode": "disabled",
            "is_unsorted_on": true, "mobile_feature_version": 0, "is_loss_reason_enabled": true,
            "is_helpbot_enabled": false, "is_technical_account": false, "contact_name_display_order": 1,
            "_links": {"self": {"href": "https://school.amocrm.ru/api/v4/account"}},
        });
        for name in with.split(',') {
            match name {
                "is_api_filter_enabled" => body[name] = self.filters.into(),
                "amojo_id" => body[name] = "f3c1b0de-0000-4000-8000-5a4db0c5a4db".into(),
                "version" => body[name] = 12.into(),
                "drive_url" => body[name] = "https://drive-a.amocrm.ru".into(),
                _ => {
                    if let Some(part) = self.account_part(name) {
                        body["_embedded"][name] = part;
                    }
                }
            }
        }
        Reply::ok(200, &body)
    }

    /// What `with` puts under `_embedded`.
    fn account_part(&self, name: &str) -> Option<Value> {
        Some(match name {
            // The documents spell `date_formant`, the official SDK reads `date_format`.
            "datetime_settings" => json!({
                "date_pattern": "d.m.Y H:i", "short_date_pattern": "d.m.Y", "short_time_pattern": "H:i",
                "date_formant": "d.m.Y", "date_format": "d.m.Y", "time_format": "H:i:s",
                "timezone": self.time_zone, "timezone_offset": offset_text(&self.time_zone, self.now())}),
            "users_groups" => json!([{"id": 0, "name": "Отдел продаж", "uuid": null}]),
            "task_types" => json!([
                {"id": 1, "name": "Связаться", "color": null, "icon_id": null, "code": "FOLLOW_UP"},
                {"id": 2, "name": "Встреча", "color": null, "icon_id": null, "code": "MEETING"}]),
            "amojo_rights" => json!({"can_direct": true, "can_create_groups": true}),
            "entity_names" => {
                json!({"leads": {"ru": {"gender": "f", "singular_form": {"default": "Сделка"},
                "plural_form": {"default": "Сделки"}}}})
            }
            "invoices_settings" => json!({"lang": "ru", "currency": "RUB"}),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::seed;

    #[test]
    fn parts_come_only_where_they_are_asked_for() {
        let world = seed::account("Europe/Moscow", true, 0);
        let account = |with: &str| {
            let request = Request {
                query: vec![("with".to_owned(), with.to_owned())],
                ..Request::default()
            };
            serde_json::from_str::<Value>(&world.account(&request).body).expect("is JSON")
        };
        assert!(account("").get("_embedded").is_none());
        let all = account("users_groups,datetime_settings,version,task_types,nothing");
        assert_eq!(all["version"], 12);
        assert_eq!(all["_embedded"]["users_groups"][0]["id"], 0);
        let dates = &all["_embedded"]["datetime_settings"];
        assert_eq!(dates["date_formant"], dates["date_format"]);
        assert_eq!(dates["timezone_offset"], "+03:00");
        assert_eq!(
            all["_embedded"].as_object().map(serde_json::Map::len),
            Some(3)
        );
    }
}

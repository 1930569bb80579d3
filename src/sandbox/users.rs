//! People who work in the account. Only administrators may see them.

use serde_json::{Value, json};

use super::http::{Reply, Request};
use super::pages;
use super::world::{User, World, forbidden};

const ADMIN: i64 = 9_000_001;

impl World {
    pub(super) fn users_list(&self, request: &Request) -> Reply {
        if !self.admin {
            return forbidden();
        }
        let page = match pages::wanted(request, self.habits.most_per_page) {
            Ok(page) => page,
            Err(reply) => return *reply,
        };
        let users: Vec<_> = page.of(&self.users).iter().map(show).collect();
        if users.is_empty() {
            return Reply::empty();
        }
        Reply::ok(
            200,
            &json!({"_total_items": self.users.len(), "_page": page.number,
                    "_page_count": self.users.len().div_ceil(page.limit), "_embedded": {"users": users}}),
        )
    }

    pub(super) fn user(&self, id: &str) -> Reply {
        if !self.admin {
            return forbidden();
        }
        match self.users.iter().find(|user| user.id.to_string() == id) {
            Some(user) => Reply::ok(200, &show(user)),
            None => Reply::problem(404, "Not Found", "User not found"),
        }
    }
}

fn show(user: &User) -> Value {
    let all = json!({"view": "A", "edit": "A", "add": "A", "delete": "A", "export": "A"});
    json!({"id": user.id, "name": user.name, "email": format!("u{}@school.example", user.id), "lang": "ru",
           "rights": {"leads": all, "contacts": all, "companies": all, "tasks": {"edit": "A", "delete": "A"},
                      "mail_access": true, "catalog_access": true, "is_admin": user.id == ADMIN, "is_free": false,
                      "is_active": user.active, "group_id": null, "role_id": null, "status_rights": null}})
}

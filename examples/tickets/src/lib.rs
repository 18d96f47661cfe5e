//! A help desk that one would put on the internet.
//!
//! ```sh
//! cargo run -p tickets -- serve --auth-dev            # while you develop: sign in as anybody
//! cargo run -p tickets -- token --as ada --scope tickets:write
//! cargo run -p tickets -- tools --scopes              # who may do what, for a review
//! cargo run -p tickets -- serve --auth-issuer https://login.example.com \
//!     --auth-resource https://desk.example.com/mcp    # behind a proxy that speaks TLS
//! ```
//!
//! Each function names the scopes it needs. A misspelt scope, a scope that nothing needs, and a
//! destructive tool without a scope don't compile.

use std::fmt;

use mcp_runtime::prelude::*;

/// The claims of a caller's token, beside issuer and subject.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Person {
    /// As they want to be called; most issuers add it on request.
    pub name: Option<String>,
}

/// One message of a ticket
#[mcp_type]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who wrote it
    pub author: String,
    /// Its text
    pub text: String,
}

/// A ticket of the caller's
#[mcp_type]
#[derive(Handle, Clone, Debug, PartialEq, Eq)]
#[handle(prefix = "tkt", ttl = "90d")]
pub struct Ticket {
    /// Its subject, in a few words
    pub subject: String,
    /// The oldest first
    pub messages: Vec<Message>,
}

/// The text of a question about a ticket.
impl fmt::Display for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} messages)", self.subject, self.messages.len())
    }
}

fn author(person: Person, principal: &Principal) -> String {
    let known = || principal.subject().map(str::to_owned);
    person
        .name
        .or_else(known)
        .unwrap_or_else(|| "somebody".to_owned())
}

/// Tell when the desk is open, and what the caller may do here. Needs no token.
#[mcp_tool(read_only, public)]
pub fn opening_hours(scopes: Option<Scopes>) -> &'static str {
    match scopes {
        None => "Monday to Friday, 9 to 17. Sign in to see and open tickets",
        Some(scopes) if scopes.has("tickets:write") => {
            "Monday to Friday, 9 to 17. You may open, answer and withdraw tickets"
        }
        Some(_) => "Monday to Friday, 9 to 17. You may see your tickets",
    }
}

/// Open a ticket.
#[mcp_tool(scopes("tickets:write"), rate = "30/h")]
pub async fn open_ticket(
    /// Its subject, in a few words
    #[mcp(length = 1..=120)]
    subject: String,
    /// A description of the problem, with everything that helps to find it
    #[mcp(length = 1..=4000)]
    text: String,
    Claims(person): Claims<Person>,
    principal: Principal,
    tickets: Handles<Ticket>,
) -> Result<Minted<Ticket>, ToolError> {
    let author = author(person, &principal);
    let messages = vec![Message { author, text }];
    tickets.mint(Ticket { subject, messages }).await
}

/// Show a ticket with all its messages.
#[mcp_tool(read_only)]
pub fn show_ticket(ticket: Handle<Ticket>) -> Json<Ticket> {
    Json(Ticket::clone(&ticket))
}

/// Add a message to a ticket.
#[mcp_tool(scopes("tickets:write"), rate = "120/h")]
pub async fn answer_ticket(
    mut ticket: Handle<Ticket>,
    /// The text to add
    #[mcp(length = 1..=4000)]
    text: String,
    Claims(person): Claims<Person>,
    principal: Principal,
) -> Result<Json<Ticket>, ToolError> {
    let author = author(person, &principal);
    let message = Message { author, text };
    ticket
        .update(|ticket| ticket.messages.push(message.clone()))
        .await?;
    Ok(Json(Ticket::clone(&ticket)))
}

/// Withdraw a ticket: it is deleted with everything in it.
#[mcp_tool(destructive, scopes("tickets:write"))]
pub async fn withdraw_ticket(
    ticket: Handle<Ticket>,
    #[mcp(ask = "Withdraw the ticket {ticket}? Its messages are lost.")] _sure: Confirm,
) -> Result<&'static str, ToolError> {
    ticket.close().await?;
    Ok("The ticket is withdrawn")
}

mcp_server! {
    /// A help desk. Open a ticket for what you can't solve, and keep its handle: it is how the
    /// ticket is shown, answered and withdrawn.
    pub Desk {
        name: "tickets",
        version: env!("CARGO_PKG_VERSION"),
        title: "Help desk",
        claims: Person,
        scopes: {
            "tickets:read": "See your tickets",
            "tickets:write" implies "tickets:read": "Open, answer and withdraw tickets",
        },
        default_scopes: ["tickets:read"],
        tools: [opening_hours, open_ticket, show_ticket, answer_ticket, withdraw_ticket],
    }
}

#[cfg(test)]
mod tests {
    use mcp_runtime::serde_json::{Value, json};
    use mcp_runtime::testing::{Client, accept, decline};

    use super::*;

    fn writer(name: &str) -> Client<()> {
        Client::new(Desk::new())
            .with_principal(Principal::issued("https://login.example.com", name))
            .with_scopes(["tickets:write"])
            .with_claims(json!({ "name": name }))
    }

    async fn opened(client: &Client<()>) -> Value {
        let arguments = json!({ "subject": "No sound", "text": "Nothing to hear" });
        let reply = client.call_tool::<open_ticket>(arguments).await;
        reply.result()["structuredContent"]["ticket"].clone()
    }

    #[tokio::test]
    async fn a_ticket_is_opened_answered_and_shown() {
        let ada = writer("ada");
        let ticket = opened(&ada).await;
        let arguments = json!({ "ticket": ticket, "text": "It was the plug" });
        ada.call_tool::<answer_ticket>(arguments).await;
        let shown: Ticket = ada
            .call_tool::<show_ticket>(json!({ "ticket": ticket }))
            .await
            .json();
        let authors: Vec<&str> = shown
            .messages
            .iter()
            .map(|message| &*message.author)
            .collect();
        assert_eq!(authors, ["ada", "ada"]);
    }

    #[tokio::test]
    async fn who_may_only_read_is_told_what_to_get() {
        let reader = Client::new(Desk::new()).with_scopes(["tickets:read"]);
        let arguments = json!({ "subject": "x", "text": "y" });
        let refused = reader.call_tool::<open_ticket>(arguments).await;
        assert_eq!(refused.refusal().map(|(code, _)| code), Some(403));
        assert!(
            refused
                .challenge()
                .is_some_and(|told| told.contains("scope=\"tickets:write\""))
        );
        let open = reader.call_tool::<opening_hours>(json!({})).await;
        assert!(open.text().contains("You may see"));
    }

    #[tokio::test]
    async fn anybody_may_ask_for_the_hours_and_for_nothing_else() {
        let nobody = Client::new(Desk::new()).anonymous();
        assert!(
            nobody
                .call_tool::<opening_hours>(json!({}))
                .await
                .text()
                .contains("Sign in")
        );
        let refused = nobody
            .call_tool::<show_ticket>(json!({ "ticket": "tkt_x" }))
            .await;
        assert_eq!(refused.refusal().map(|(code, _)| code), Some(401));
    }

    #[tokio::test]
    async fn nothing_is_lost_unless_its_owner_agrees() {
        let unsure = writer("ada").with_answer("sure", decline());
        let ticket = opened(&unsure).await;
        let kept = unsure
            .call_tool::<withdraw_ticket>(json!({ "ticket": ticket }))
            .await;
        assert!(kept.is_error());
        let sure = writer("ada").with_answer("sure", accept(json!({})));
        let ticket = opened(&sure).await;
        let gone = sure
            .call_tool::<withdraw_ticket>(json!({ "ticket": ticket }))
            .await;
        assert_eq!(gone.text(), "The ticket is withdrawn");
        assert!(
            sure.call_tool::<show_ticket>(json!({ "ticket": ticket }))
                .await
                .is_error()
        );
    }
}

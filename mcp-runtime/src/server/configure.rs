//! The settings of a server, each as a method. Most of them are also options of the command line.

#[cfg(feature = "legacy")]
mod earlier;

use std::time::Duration;

#[cfg(feature = "rate-limit")]
use super::Rate;
use super::{Allowed, Server};
use crate::input::SealingKeys;

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Also accepts requests whose `Host` is `host`; without a port, on any port.
    ///
    /// The names of this machine (`localhost`, 127.0.0.1, `[::1]`) need no permission for requests
    /// from this machine. [`serve`](Self::serve) knows where a request comes from. A router in your
    /// own application knows it if you serve it with
    /// `into_make_service_with_connect_info::<SocketAddr>()`; otherwise it accepts these names from
    /// anywhere.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Behind a proxy that keeps the `Host` that its clients asked for.
    /// let server = Hello::new().allow_host("mcp.example.com").allow_host("mcp.internal:8443");
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.settings.hosts.add(host.into());
        self
    }

    /// Accepts any `Host`. Use it only behind a proxy that checks the header: otherwise a web page
    /// could reach a server on its visitor's machine (DNS rebinding).
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Behind a gateway that answers to its own names only.
    /// let server = Hello::new().allow_any_host();
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn allow_any_host(mut self) -> Self {
        self.settings.hosts = Allowed::Any;
        self
    }

    /// Also accepts requests from web pages of `origin`, such as `https://app.example.com`.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().allow_origin("https://app.example.com").allow_host("mcp.example.com");
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.settings.origins.add(origin.into());
        self
    }

    /// Accepts requests from web pages of any origin. Don't use it without authentication.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // For a public server that any web page may call, of which nothing is secret.
    /// let server = Hello::new().allow_any_origin().cors();
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn allow_any_origin(mut self) -> Self {
        self.settings.origins = Allowed::Any;
        self
    }

    /// The path of the MCP endpoint; `/mcp` unless set.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().path("/shop/mcp");
    /// assert!(server.check().is_ok());
    /// ```
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.settings.path = path.into();
        self
    }

    /// The largest request body in bytes; 4 MiB unless set. A larger one is refused with status
    /// 413.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Nothing that its tools take is longer.
    /// let server = Hello::new().body_limit(64 << 10);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// How long a call may take, unless its tool says otherwise; 60 seconds unless set.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // A tool that takes longer says so itself: `#[mcp_tool(timeout = "5m")]`.
    /// let server = Hello::new().call_timeout(Duration::from_secs(5));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_timeout = timeout;
        self
    }

    /// How long a call may be silent before its answer becomes a stream with comments that keep it
    /// alive; 15 seconds unless set. Set it below the read timeout of the proxy in front.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // In front is a proxy that gives up after ten seconds of silence.
    /// let server = Hello::new().keep_alive(Duration::from_secs(5));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn keep_alive(mut self, silence: Duration) -> Self {
        self.settings.silence = silence;
        self
    }

    /// How long calls in flight may continue once a shutdown has begun; 10 seconds unless set.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// # use std::time::Duration;
    /// // Below the time that an orchestrator waits before it kills the process.
    /// let server = Hello::new().shutdown_timeout(Duration::from_secs(25));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn shutdown_timeout(mut self, deadline: Duration) -> Self {
        self.settings.shutdown_timeout = deadline;
        self
    }

    /// Sends lists in pages of this many items; in one piece unless set.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// # use std::time::Duration;
    /// let server = Hello::new().page_size(100).list_ttl(Duration::from_secs(3600));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn page_size(mut self, items: usize) -> Self {
        self.settings.page_size = Some(items);
        self
    }

    /// How long a client may cache a list (`ttlMs`); 5 minutes unless set.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Its tools change with each deployment, and clients are to notice within a minute.
    /// let server = Hello::new().list_ttl(Duration::from_secs(60));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn list_ttl(mut self, ttl: Duration) -> Self {
        self.settings.list_ttl = ttl;
        self
    }

    /// The keys that seal the state that a client carries from a question to its answer. Instances
    /// of one server share keys. Without this setting each process has its own key, and no other
    /// process accepts its state.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// use mcp_runtime::input::SealingKeys;
    ///
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # fn run() -> mcp_runtime::Result<()> {
    /// // One made by `openssl rand -base64 32`, and the one before it until its last state has expired.
    /// let server = Hello::new().sealing_keys(SealingKeys::parse(&std::env::var("MCP_SEALING_KEYS")?)?);
    /// # let _ = server;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn sealing_keys(mut self, keys: SealingKeys) -> Self {
        self.settings.sealing_keys = Some(keys);
        self
    }

    /// How long a question may wait for its answer; 10 minutes unless set. Asking the question
    /// again doesn't extend that time.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Who is asked may be at lunch.
    /// let server = Hello::new().question_ttl(Duration::from_secs(2 * 3600));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn question_ttl(mut self, lifetime: Duration) -> Self {
        self.settings.question_ttl = lifetime;
        self
    }

    /// How many answers of one caller's user a shared store remembers at a time; 10,000 unless set.
    /// An answer that counts once is remembered for as long as its question could be answered.
    /// Beyond the limit the server does nothing for a further answer, and tells the caller so. A
    /// store in memory has no such limit: a process needs one bit for each answer.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_answers(500);
    /// assert_eq!(server.limits().max_answers(), 500);
    /// ```
    #[must_use]
    pub fn max_answers(mut self, answers: usize) -> Self {
        self.settings.max_answers = answers;
        self
    }

    /// How many characters a question may have, including everything that is quoted in it; 2,000
    /// unless set. A longer question isn't asked, since nobody could see what they agree to: the
    /// call ends with an error that asks the model for shorter arguments.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_question(4_000);
    /// assert_eq!(server.limits().max_question(), 4_000);
    /// ```
    #[must_use]
    pub fn max_question(mut self, characters: usize) -> Self {
        self.settings.max_question = characters;
        self
    }

    /// How many handles of one kind each caller may have at a time; 1,000 unless set. Beyond that
    /// the server mints no more until some are closed or have expired. A caller is a
    /// [`Principal`](crate::Principal), or an IP address if anonymous, as for
    /// [rates](crate::guide::deploying#limits).
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_handles(50);
    /// assert_eq!(server.limits().max_handles(), 50);
    /// ```
    #[must_use]
    pub fn max_handles(mut self, handles: usize) -> Self {
        self.settings.max_handles = handles;
        self
    }

    /// The largest state behind a handle, in bytes of its JSON; 1 MiB unless set. A larger state is
    /// neither minted nor written.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_handle_size(64 << 10);
    /// assert_eq!(server.limits().max_handle_size(), 64 << 10);
    /// ```
    #[must_use]
    pub fn max_handle_size(mut self, bytes: usize) -> Self {
        self.settings.max_handle_size = bytes;
        self
    }

    /// How many clients may listen for changes at a time; 10,000 unless set. A stream counts one,
    /// and one more for each KiB of the URIs that it asks for. One caller gets half at most.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_subscriptions(500);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn max_subscriptions(mut self, subscriptions: usize) -> Self {
        self.settings.max_subscriptions = subscriptions;
        self
    }

    /// Reads JSON inside a string, in arguments of tools whose schema doesn't allow a string: `"5"`
    /// for 5, `"true"` for true, `"[1, 2]"` for a list. Some models send these. Off by default;
    /// `--lenient` does the same on the command line.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Add numbers.
    /// #[mcp_tool(read_only)]
    /// fn add(numbers: Vec<i64>) -> i64 {
    ///     numbers.iter().sum()
    /// }
    ///
    /// mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Sums::new().lenient_arguments());
    /// let reply = client.call_tool::<add>(json!({ "numbers": "[1, 2]" })).await;
    /// assert_eq!(reply.text(), "3");
    /// # }
    /// ```
    #[must_use]
    pub fn lenient_arguments(mut self) -> Self {
        self.settings.lenient_arguments = true;
        self
    }

    /// How many calls may run at a time, of tools, prompts, resources and completions together;
    /// 1,024 unless set. A call beyond the limit is refused at once: HTTP status 503 with
    /// `Retry-After`, and a JSON-RPC error with code 503 whose `data.retryAfterMs` says when to try
    /// again. `#[mcp_tool(concurrency = 2)]` is the same for one tool.
    ///
    /// A call runs until its answer is there. Work that outlives the call keeps its slot: a
    /// `blocking` tool whose call took too long or whose client went away, and work that
    /// [`Context::shield`](crate::Context::shield) protects.
    #[must_use]
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.settings.max_calls = calls;
        self
    }

    /// How often each caller may call tools and ask for completions; unlimited unless set. A call
    /// beyond the limit is refused at once: HTTP status 429 with `Retry-After`, and a JSON-RPC
    /// error with code 429 whose `data.retryAfterMs` says when to try again.
    /// `#[mcp_tool(rate = "10/min")]` is the same for one tool, in addition to this limit.
    ///
    /// A caller is a [`Principal`](crate::Principal), or an IP address if anonymous (for IPv6, a
    /// network of 64 bits); over stdio, there is one client. [`serve`](Self::serve) knows
    /// addresses. A router in your own application knows them if you serve it with
    /// `into_make_service_with_connect_info::<SocketAddr>()`; otherwise all anonymous callers share
    /// one allowance. See [deploying](crate::guide::deploying#limits).
    ///
    /// ```
    /// use mcp_runtime::Rate;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let server = Hello::new().rate_limit(Rate::per_minute(600).burst(100)).max_calls(200);
    /// # let _ = server;
    /// ```
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limit(mut self, rate: Rate) -> Self {
        self.settings.rate_limit = Some(rate);
        self
    }

    /// The origin under which hosts show this server's views, for hosts that ask for one; none
    /// unless set. Its form depends on the host: see the documentation of the host. A value for one
    /// host is of no use to another.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // As the host's documentation says.
    /// let server = Hello::new().app_domain("hello.example.com");
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn app_domain(mut self, domain: impl Into<String>) -> Self {
        self.settings.app_domain = Some(domain.into());
        self
    }
}

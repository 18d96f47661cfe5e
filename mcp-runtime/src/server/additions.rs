//! Additions to a server beside its tables: views of tools that are not in them, and checks.

#[cfg(feature = "http")]
use std::borrow::Cow;
#[cfg(feature = "http")]
use std::future::Future;

use super::build::Server;
#[cfg(feature = "http")]
use super::readiness::Check;
use crate::app::App;

impl<S, D> Server<S, D> {
    /// Adds the view of `T`, for tools that are known only at run time:
    /// [`ToolItem::app`](crate::dynamic::ToolItem::app) links one to it. The view of a tool in the
    /// table is there by itself, and what it calls is checked, which isn't so here.
    ///
    /// ```
    /// # #[cfg(feature = "apps")]
    /// # mod weather {
    /// use mcp_runtime::Call;
    /// use mcp_runtime::dynamic::{DynamicTools, Page, ToolItem};
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::{Map, Value, json};
    ///
    /// /// The weather of a place
    /// #[mcp_type]
    /// #[mcp_app(html = "src/docs/forecast.html")]
    /// struct Forecast { place: String, celsius: f64 }
    ///
    /// /// A tool for each place that is stored.
    /// struct Places(Vec<&'static str>);
    ///
    /// fn item(place: &str) -> ToolItem {
    ///     ToolItem::new(place, format!("The weather of {place}."), json!({ "type": "object" })).app::<Forecast>()
    /// }
    ///
    /// impl DynamicTools<()> for Places {
    ///     async fn list(&self, _: &Call<()>, _: Option<&str>) -> Result<Page<ToolItem>, ToolError> {
    ///         Ok(self.0.iter().map(|place| item(place)).collect())
    ///     }
    ///
    ///     async fn find(&self, _: &Call<()>, name: &str) -> Result<Option<ToolItem>, ToolError> {
    ///         Ok(self.0.contains(&name).then(|| item(name)))
    ///     }
    ///
    ///     async fn call(&self, _: &Call<()>, tool: ToolItem, _: Map<String, Value>) -> Result<ToolResult, ToolError> {
    ///         let place = tool.name().to_owned();
    ///         Ui::new(format!("{place}: 7 °C"), Forecast { place, celsius: 7.0 }).into_result()
    ///     }
    /// }
    ///
    /// mcp_server! { pub Weather { name: "weather", version: "1.0.0" } }
    ///
    /// # pub fn start() {
    /// let server = Weather::new().dynamic_tools(Places(vec!["oslo"])).app::<Forecast>();
    /// # server.check().unwrap();
    /// # }
    /// # }
    /// # #[cfg(feature = "apps")]
    /// # weather::start();
    /// ```
    #[must_use]
    pub fn app<T: App>(mut self) -> Self {
        self.settings.apps.push(T::META);
        self
    }
}

#[cfg(feature = "http")]
impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// Checks that something is there which calls can't do without, such as a database, whenever
    /// `/readyz` is asked. Once a check has failed, an orchestrator sends no calls until it holds
    /// again.
    ///
    /// Checks run side by side, for no longer than 2 seconds, and no more than once a second,
    /// however often somebody asks. Who asks is told the names of those that have failed; their
    /// errors go to the log.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # #[derive(Clone)]
    /// # struct Db;
    /// # impl Db {
    /// #     async fn ping(&self) -> Result<(), std::io::Error> { Ok(()) }
    /// # }
    /// # /// Count the rows.
    /// # #[mcp_tool(read_only)]
    /// # fn count_rows(State(_db): State<Db>) -> u64 { 7 }
    /// # mcp_server! { pub Shop { name: "shop", version: "1.0.0", state: Db, tools: [count_rows] } }
    /// let db = Db;
    /// let server = Shop::new(db.clone()).ready_check("database", move || {
    ///     let db = db.clone();
    ///     async move { db.ping().await }
    /// });
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn ready_check<F, E>(
        mut self,
        name: impl Into<Cow<'static, str>>,
        check: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<(), E>> + Send + 'static,
        E: Into<crate::Error>,
    {
        self.settings.ready_checks.push(Check::new(name, check));
        self
    }
}

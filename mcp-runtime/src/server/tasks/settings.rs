//! How a server treats tasks: each setting as a method.

use std::time::Duration;

use crate::server::Server;

/// A worker that is slow for a moment is not taken for lost.
const LEAST_SILENCE: Duration = Duration::from_secs(1);

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// How many tasks may live at a time: those that have not ended; 10,000 unless set. A further
    /// one is refused, with the time to wait.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool(task)]
    /// # async fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().max_tasks(1000).max_tasks_per_caller(10);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn max_tasks(mut self, tasks: usize) -> Self {
        self.settings.max_tasks = tasks;
        self
    }

    /// How many of them may be one caller's; 100 unless set.
    #[must_use]
    pub fn max_tasks_per_caller(mut self, tasks: usize) -> Self {
        self.settings.max_tasks_per_caller = tasks;
        self
    }

    /// The greatest record of a task in bytes, with its arguments, answers, checkpoint and result;
    /// 4 MiB unless set. A task whose result is larger has failed.
    #[must_use]
    pub fn max_task_size(mut self, bytes: usize) -> Self {
        self.settings.max_task_size = bytes;
        self
    }

    /// How many tasks this process works on at a time; 16 unless set. With 0 it works on none, and
    /// leaves that to others with the same [engine](Self::dispatch).
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool(task)]
    /// # async fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // Each takes a whole core.
    /// let server = Hello::new().task_workers(2);
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn task_workers(mut self, workers: usize) -> Self {
        self.settings.task_workers = workers;
        self
    }

    /// How long a worker may be silent before its tasks are taken for lost; 15 seconds unless set,
    /// and one at least. All instances need the same, and an [engine](Self::dispatch) that takes
    /// over waits as long. Shorter, and a machine that is slow for a moment loses its tasks;
    /// longer, and the tasks of a dead one wait.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool(task)]
    /// # async fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// use std::time::Duration;
    ///
    /// let server = Hello::new().task_silence(Duration::from_secs(60));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn task_silence(mut self, silence: Duration) -> Self {
        self.settings.task_silence = silence.max(LEAST_SILENCE);
        self
    }
}

//! Circles of a graph.

/// The groups of nodes that reach each other, of more than one node each (by Tarjan's algorithm).
pub(crate) fn circles(count: usize, arrows: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut next = vec![Vec::new(); count];
    for (from, to) in arrows {
        next[*from].push(*to);
    }
    let mut search = Search {
        next: &next,
        index: vec![None; count],
        low: vec![0; count],
        waiting: Vec::new(),
        found: Vec::new(),
        count: 0,
    };
    for node in 0..count {
        if search.index[node].is_none() {
            search.visit(node);
        }
    }
    search.found.sort();
    search.found
}

struct Search<'a> {
    next: &'a [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    waiting: Vec<usize>,
    found: Vec<Vec<usize>>,
    count: usize,
}

impl Search<'_> {
    fn visit(&mut self, node: usize) {
        let index = self.count;
        self.count += 1;
        (self.index[node], self.low[node]) = (Some(index), index);
        self.waiting.push(node);
        for &to in &self.next[node] {
            match self.index[to] {
                None => {
                    self.visit(to);
                    self.low[node] = self.low[node].min(self.low[to]);
                }
                Some(seen) if self.waiting.contains(&to) => {
                    self.low[node] = self.low[node].min(seen);
                }
                Some(_) => {}
            }
        }
        if self.low[node] == index {
            let start = self.waiting.iter().position(|n| *n == node).unwrap_or(0);
            let mut circle = self.waiting.split_off(start);
            circle.sort_unstable();
            if circle.len() > 1 {
                self.found.push(circle);
            }
        }
    }
}

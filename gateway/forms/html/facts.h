// What stands at the top of a page about the person: what the form says to the concepts of
// mappings/concepts.yaml, and to the items of its own `page: {alert: …}`.
#pragma once

#include "gateway/forms/html/alerts.h"
#include "gateway/forms/html/answers.h"

#include <vector>

namespace renkei::html {

struct Fact {
    std::string_view name{};
    std::vector<LinePart> lines{}; // empty: no value came
};

struct TopFacts {
    std::vector<Alert> alerts{};
    std::vector<Fact> facts{};
};

// Only what is stated is an alert: no reason instead of a value, and nothing that names nothing.
TopFacts top_facts(const Answers& answers);

} // namespace renkei::html

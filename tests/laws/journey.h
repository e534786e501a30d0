// What a reader has at the end of a document's way: the words of a page, and what the report says beside
// them.
#pragma once

#include "gateway/core/diag/finding.h"
#include "gateway/forms/service/convert.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace renkei::laws {

// A finding with its place in the bundle; about an item, the place that the item was read from.
struct Said {
    diag::Severity severity{};
    std::string id;
    std::string path; // FHIRPath; empty: it is about no place
    std::string item;
    std::vector<std::string> args;
    std::string text; // the same for the same finding
};

// How often each piece of text stands on a page: lines, and the parts of a list in a line.
using Words = std::map<std::string, int>;
Words words_of_page(std::string_view html);
// What stands more often in `now` than in `before`.
Words gained(const Words& before, const Words& now);

struct End {
    bool is_refused = false;
    bool holds_all = false; // what its words do not say stands there as it came
    Words words{};
    std::vector<Said> said{};
};

// Where a document goes: to the page of its own form, or of the form that a transfer makes of it.
class Journey {
public:
    // `form`: the family of the document that is made; empty: it stays of its form.
    Journey(service::Workspace& workspace, std::string form)
        : workspace_(workspace),
          form_(std::move(form)) {}

    virtual ~Journey() = default;

    virtual End run(const std::string& bundle) const;

private:
    service::Workspace& workspace_;
    std::string form_;
};

} // namespace renkei::laws

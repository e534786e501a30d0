// What the entry that has matched a resource would write for the record: the answers of an element in it.
#pragma once

#include "gateway/core/json/parser.h"
#include "gateway/forms/mapping/codec/match_state.h"
#include "gateway/forms/mapping/fill/fill.h"

#include <span>
#include <string>
#include <vector>

namespace renkei::mapping {

class WrittenResource {
public:
    WrittenResource(MatchState& state, Fill& fill)
        : state_(state),
          fill_(fill),
          parser_(state.plan().names()) {}

    void begin() { resource_ = json::no_node; } // of a record
    // `path`: names from the resource to the element, without indices. Empty: the entry writes none.
    std::vector<std::string> answers(json::NodeId resource, const Qualifier& qualifier,
                                     std::span<const json::NameId> path);

private:
    void write(json::NodeId resource);
    void collect(json::NodeId node, const Qualifier& qualifier, std::span<const json::NameId> path,
                 std::vector<std::string>& out) const;

    MatchState& state_;
    Fill& fill_;
    json::Parser parser_;
    json::Tree tree_;
    base::Buffer scratch_;
    json::NodeId resource_ = json::no_node; // that was written last
};

} // namespace renkei::mapping

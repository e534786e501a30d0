// The value sets that a questionnaire names: contained beside it, or from the packages.
#pragma once

#include "gateway/base/text_hash.h"
#include "gateway/terms/terminology.h"
#include "gateway/validate/tree_node.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::validate {

// For one questionnaire; remembers what it found.
class AnswerValueSets {
public:
    AnswerValueSets(const terms::Terminology& terms, TreeNode questionnaire)
        : terms_(terms)
        , questionnaire_(questionnaire) {}

    // "#id" or a canonical; nullptr: not here.
    terms::ValueSetHandle find(std::string_view canonical);

private:
    terms::ValueSetHandle look_up(std::string_view canonical);
    TreeNode contained(std::string_view id) const;

    const terms::Terminology& terms_;
    TreeNode questionnaire_;
    std::unordered_map<std::string, terms::ValueSetHandle, base::TextHash> known_;
    std::vector<std::shared_ptr<const terms::Terminology::Local>> locals_; // what handles in `known_` view
};

} // namespace renkei::validate

// The value sets that a questionnaire names: contained beside it, or from the packages.
#pragma once

#include "gateway/core/base/text_hash.h"
#include "gateway/fhir/terminology/terminology.h"
#include "gateway/fhir/validate/walk/tree_node.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace renkei::validate {

// For one questionnaire; remembers what it found.
class AnswerValueSets {
public:
    AnswerValueSets(const terminology::Terminology& terminology, TreeNode questionnaire)
        : terminology_(terminology),
          questionnaire_(questionnaire) {}

    // "#id" or a canonical; nullptr: not here.
    terminology::ValueSetHandle find(std::string_view canonical);

private:
    terminology::ValueSetHandle look_up(std::string_view canonical);
    TreeNode contained(std::string_view id) const;

    const terminology::Terminology& terminology_;
    TreeNode questionnaire_;
    std::unordered_map<std::string, terminology::ValueSetHandle, base::TextHash> known_;
    // what handles in `known_` view
    std::vector<std::shared_ptr<const terminology::Terminology::Local>> locals_;
};

} // namespace renkei::validate

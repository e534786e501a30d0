// From a response, or a questionnaire that derives from another, to the questionnaire that it names.
#pragma once

#include "gateway/fhir/validate/walk/tree_node.h"
#include "gateway/fhir/validate/walk/validation_run.h"

#include <string_view>

namespace renkei::validate {

struct FoundQuestionnaire {
    TreeNode questionnaire;         // nothing: not here
    std::string_view other_version; // here, but only in this version
};

// `from`: the node that names it. Contained resources, entries of the same Bundle, packages, files given
// along.
FoundQuestionnaire find_questionnaire(const ValidationRun& validation, NodeId from,
                                      std::string_view canonical);

} // namespace renkei::validate

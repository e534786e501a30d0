// `answers: items` in an array: the items of the form as answers to its Questionnaire.
#pragma once

#include "gateway/core/yaml/source.h"
#include "gateway/forms/form/tables.h"

#include <vector>

namespace renkei::mapping {

// Elements of QuestionnaireResponse.item, in the order of the form: the item's id as linkId, its printed
// name, the value again as `~`. Rows of a group are an element that repeats. `what` must say `items`.
std::vector<yaml::Node> answers_of_items(const yaml::Node& what, const form::Tables& tables,
                                         diag::Report& report);

} // namespace renkei::mapping

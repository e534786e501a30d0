// The resources of our own and their parts, by the examples of examples.json.
#pragma once

#include "gateway/core/json/examples.h"
#include "gateway/network/mhd/metadata/canonicals.h"

namespace renkei::mhd {

std::string_view examples_table(); // the text of the file

inline std::string by_example(std::string_view example, std::initializer_list<json::Filling> fillings) {
    static const json::Examples examples(examples_table());
    return examples.fill(example, fillings);
}

inline std::string reference(std::string_view to) { return by_example("reference", {{"to", to}}); }
inline std::string concept_of(std::string_view system, std::string_view code, std::string_view display = {}) {
    return by_example("concept", {{"system", system}, {"code", code}, {"display", display}});
}

} // namespace renkei::mhd

// Lines in and answers out, for the tests of the line worker.
#pragma once

#include "gateway/core/base/base64.h"
#include "gateway/forms/service/convert.h"
#include "gateway/forms/service/line_worker.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace renkei::service::test {

using Json = nlohmann::json;

// All of a text, in pieces of this size.
BoundedLines::Read stream(std::string bytes, std::size_t at_once);

inline Outcome nothing_found(const Input&) { return Outcome(); }

inline LineJob conversion(Workspace& workspace, const ConvertOptions& options = {}) {
    return [&workspace, options](const Input& input) { return convert(workspace, input, options); };
}

struct Answered {
    diag::Result<void> end{};
    std::vector<std::string> lines{};

    Json operator[](std::size_t line) const { return Json::parse(lines.at(line)); }
};

Answered answer(const std::string& input, const LineJob& job = nothing_found,
                const LineWorkerSettings& settings = {}, std::size_t at_once = 1U << 16U);

inline std::string line_of(const Json& value) { return value.dump() + "\n"; }
inline std::string in_base64(const Input& file) {
    return line_of({{"base64", base::to_base64(file.bytes)}, {"name", file.name}});
}

// The id of the first finding of a line that was refused.
std::string refusal_of(const Answered& answers, std::size_t line);

// Form files and bundles of the conformance kit, right and wrong ones, with the names of their files.
std::vector<Input> inputs_of_kit();

} // namespace renkei::service::test

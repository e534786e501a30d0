#include "gateway/app/cli/inputs.h"

#include "gateway/forms/service/input.h"
#include "generated/messages/cli.h"

#include <fmt/format.h>

#include <filesystem>

namespace renkei::cli {

diag::Result<std::vector<std::filesystem::path>> inputs_of(const std::vector<std::string>& arguments) {
    std::vector<std::filesystem::path> out = service::list_inputs(arguments);
    if (out.empty()) {
        return diag::fail(diag::message::no_inputs, {}, {fmt::format("{}", fmt::join(arguments, " "))});
    }
    return out;
}

} // namespace renkei::cli

#include "gateway/app/online/audit_anchors.h"

#include "gateway/core/base/file.h"
#include "generated/messages/server.h"

#include <optional>
#include <sstream>

namespace renkei::online {
namespace {

namespace message = diag::message;

constexpr std::string_view line_form = "NODE SEQUENCE SHA256";

} // namespace

diag::Result<daemon::Anchors> read_anchors(const std::string& file) {
    daemon::Anchors out;
    if (file.empty()) {
        return out;
    }
    TRY(const std::string text, base::read_file(file));
    std::istringstream lines(text);
    std::uint32_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        std::istringstream words(line);
        std::string node;
        std::string hex;
        std::string rest;
        audit::ChainAnchor anchor;
        const bool is_line = static_cast<bool>(words >> node >> anchor.sequence >> hex);
        const std::optional<seal::Hash> hash = seal::hash_of_hex(hex);
        if (!is_line || !hash || words >> rest) {
            return diag::fail(message::config_wrong, {.file = file, .line = number, .column = 1},
                              {"--anchor", std::string(line_form), line});
        }
        anchor.hash = *hash;
        out.emplace(node, anchor);
    }
    if (out.empty()) {
        return diag::fail(message::config_wrong, {.file = file, .line = 1, .column = 1},
                          {"--anchor", std::string(line_form), "-"});
    }
    return out;
}

} // namespace renkei::online

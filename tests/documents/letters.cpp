#include "tests/documents/letters.h"

#include "gateway/core/base/file.h"

#include <fmt/format.h>

namespace renkei::documents {

std::vector<policy::Peer> peers_with_ward() {
    std::vector<policy::Peer> out = usual_peers();
    out.push_back({.id = "ward", .role = policy::Role::hospital, .numbers = {{"institution", "4910100016"}}});
    return out;
}

std::string summary(std::string_view version, std::string_view course) {
    const std::string text =
        must(base::read_file(RENKEI_BINARY "/tests/files/discharge-summary-minimal.json"));
    return replaced(replaced(text, R"("valueString": "1.0")", fmt::format(R"("valueString": "{}")", version)),
                    R"("description": "入院中経過")", fmt::format(R"("description": "{}")", course));
}

} // namespace renkei::documents

#include "tests/documents/inputs.h"

#include <fmt/format.h>

namespace renkei::documents {
namespace {

// CP932 of what the tests change is ASCII.
constexpr std::string_view beginning = "NYUIN,202404,\"FIX-FULL\",1,";

} // namespace

std::string admission() { return file("admission/" + admission_name); }

std::string admission(std::string_view revision, std::string_view phone) {
    std::string out =
        replaced(admission(), beginning, fmt::format("NYUIN,202404,\"FIX-FULL\",{},", revision));
    return phone.empty() ? out : replaced(out, "00-0000-1000", phone);
}

std::string admission_named(std::string_view id) {
    return replaced(admission(), beginning, fmt::format("NYUIN,202404,\"{}\",1,", id));
}

std::string report(std::string_view id, std::string_view replaces, std::string_view status) {
    std::string out = replaced(file("nursing_report/full.json"), "\"FIX-FULL\"", fmt::format("\"{}\"", id));
    out = replaced(out, "\"status\": \"amended\"", fmt::format("\"status\": \"{}\"", status));
    return replaces.empty() ? replaced(out, "\"replacesDocumentId\": \"FIX-EARLIER\",", "")
                            : replaced(out, "FIX-EARLIER", replaces);
}

std::string report_of_hanako(std::string_view id, std::string_view number, std::string_view birth_date) {
    const std::pair<std::string_view, std::string_view> changes[] = {{"0000000208", number},
                                                                     {"介護 太郎", "連携 花子"},
                                                                     {"かいご たろう", "れんけい はなこ"},
                                                                     {"1942-11-20", birth_date},
                                                                     {R"("sex": "1")", R"("sex": "2")"}};
    std::string out = report(id);
    for (const auto& [old, now] : changes) {
        out = replaced(out, old, now);
    }
    return out;
}

} // namespace renkei::documents

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

} // namespace renkei::documents

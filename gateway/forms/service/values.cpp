#include "gateway/forms/service/values.h"

#include "generated/messages/conversion.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

namespace renkei::service {
namespace {

// "visits[0].vitals.temperature" → "visits.vitals.temperature"
std::string item_id(std::string_view path) {
    std::string out;
    bool is_index = false;
    for (const char c : path) {
        is_index = (is_index || c == '[') && c != ']';
        if (!is_index && c != ']') {
            out += c;
        }
    }
    return out;
}

} // namespace

Values values_of(const record::Record& record) {
    Values out;
    const std::string text = record::canonical_text(record);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = std::string_view(text).substr(at, end - at);
        const std::size_t equals = line.find(" = ");
        if (equals != std::string_view::npos) {
            out.emplace_back(line.substr(0, equals), line.substr(equals + 3));
        }
        at = end + 1;
    }
    return out;
}

void report_version_loss(const record::Record& from, const record::Record& to, diag::Report& report) {
    const Values arrived = values_of(to);
    const std::map<std::string, std::string> there(arrived.begin(), arrived.end());
    const form::Form& form = from.form();
    for (const auto& [path, value] : values_of(from)) {
        const std::optional<form::ItemId> item = form.item(item_id(path));
        const auto found = there.find(path);
        if ((item && *item == form.about().version_item) ||
            (found != there.end() && found->second == value)) {
            continue;
        }
        // outside of rows the item says it
        const diag::Where where{.path = path.find('[') == std::string::npos ? "" : path};
        diag::Finding finding =
            found == there.end() ? diag::finding(message::loss_not_in_version, where, {to.form().version()})
                                 : diag::finding(message::loss_translated, where, {value, found->second});
        finding.value = value;
        if (item) {
            finding.item = form.text(form.items()[*item].id);
            finding.name = form.text(form.items()[*item].name);
        }
        report.add(std::move(finding));
    }
}

} // namespace renkei::service

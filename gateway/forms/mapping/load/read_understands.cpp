#include "gateway/forms/mapping/load/read_understands.h"

#include "gateway/forms/form/tables.h"
#include "gateway/forms/mapping/plan/qualifiers.h"
#include "generated/messages/mapping.h"

#include <map>

namespace renkei::mapping {

std::vector<std::pair<std::string, std::string>>
read_understands(const yaml::Node& source, std::string_view type, diag::Report& report) {
    std::vector<std::pair<std::string, std::string>> out;
    for (std::size_t i = 0; i < source.keys.size(); ++i) {
        const std::string element = std::string(type) + "." + source.keys[i];
        std::map<std::string, int, std::less<>> families;
        for (const QualifierRow& row : modifiers()) {
            if (row.element == element && row.treatment == Treatment::family) {
                families.emplace(row.family, 0);
            }
        }
        for (const yaml::Node& family : source.children[i].children) {
            if (!families.contains(family.text)) {
                report.add(
                    diag::message::understands_wrong, family.where(),
                    {source.keys[i], std::string(type), family.text, form::nearest(family.text, families)});
            }
            out.emplace_back(source.keys[i], family.text);
        }
    }
    return out;
}

} // namespace renkei::mapping

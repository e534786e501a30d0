#include "gateway/fhir/profiles/element_id.h"

namespace renkei::profiles {

std::string path_of_id(std::string_view id) {
    std::string out;
    bool in_slice = false;
    for (const char c : id) {
        in_slice = c == ':' || (in_slice && c != '.');
        if (!in_slice) {
            out += c;
        }
    }
    return out;
}

} // namespace renkei::profiles

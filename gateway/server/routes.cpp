#include "gateway/server/routes.h"

#include <initializer_list>
#include <vector>

namespace renkei::server {

std::span<const Route> routes() {
    static const std::vector<Route> all = [] { // joined once, because each room keeps its own table
        std::vector<Route> out;
        for (const std::span<const Route> room : {document_routes(), mailbox_routes(), fhir_routes()}) {
            out.insert(out.end(), room.begin(), room.end());
        }
        return out;
    }();
    return all;
}

} // namespace renkei::server

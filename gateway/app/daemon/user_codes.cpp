#include "gateway/app/daemon/user_codes.h"

#include "gateway/fhir/definitions/r4_definitions.h"

#include <algorithm>

namespace renkei::daemon {

diag::Result<std::shared_ptr<const sharing::UserCodes>>
load_user_codes(const std::filesystem::path& mappings) {
    std::error_code none;
    std::filesystem::path folder = mappings / "access";
    if (mappings.empty() || !std::filesystem::exists(folder / "jobs.tsv", none)) {
        TRY(const std::filesystem::path installed, definitions::find_data_file("mappings"));
        folder = installed / "access";
    }
    TRY(sharing::UserCodes codes, sharing::UserCodes::load(folder));
    return std::make_shared<const sharing::UserCodes>(std::move(codes));
}

bool has_token_issuer(const policy::PeerList& peers) {
    return std::ranges::any_of(peers, [](const policy::Peer& peer) { return !peer.token_issuer.empty(); });
}

} // namespace renkei::daemon

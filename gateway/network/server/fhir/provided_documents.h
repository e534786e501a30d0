// The documents of an ITI-65 or ITI-105 request on their way into the intake, as one batch.
#pragma once

#include "gateway/network/mhd/provide/provided.h"
#include "gateway/network/server/http_names.h"
#include "gateway/network/server/server_context.h"

#include <string>
#include <string_view>
#include <vector>

namespace renkei::server {

// What a request needs before its body is read.
struct OpenedRequest {
    std::string key{}; // of idempotency
    documents::WorkerPool::Lease worker;
    std::vector<policy::Identifier> receivers{}; // that the request names beside its body
};

struct ProvidedReceipt {
    documents::Receipt receipt;
    std::vector<documents::StoredDocument> taken{}; // in the order of the request; empty: it was refused
};
// `all` get the numbers of persons that are known here. The worker is released before the wait for the
// commit.
ProvidedReceipt submit_provided(ServerContext& gateway, OpenedRequest opened, const Request& request,
                                std::vector<mhd::ProvidedDocument>& all, std::string_view interaction);

} // namespace renkei::server

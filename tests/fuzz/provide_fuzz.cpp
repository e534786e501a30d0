// Any JSON as a transaction of ITI-65 or a DocumentReference of ITI-105: read or refused with a reason, and
// nothing is made up.
#include "gateway/core/json/parser.h"
#include "gateway/network/mhd/provide/provide_bundle.h"
#include "gateway/network/mhd/provide/provided.h"

#include "tests/fuzz/target.h"
#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>

namespace renkei::fuzz::provide_fuzz {
namespace {

void require(bool fact) {
    if (!fact) {
        std::abort();
    }
}

bool has_error(const diag::Report& report) {
    for (const diag::Finding& finding : report.findings()) {
        if (finding.severity == diag::Severity::error) {
            return true;
        }
    }
    return false;
}

void as_transaction(const json::Tree& tree) {
    diag::Report report;
    const mhd::ProvidedTransaction provision = mhd::read_provision(tree, 1000, report);
    if (has_error(report)) {
        return;
    }
    require(!provision.documents.empty());
    for (const mhd::ProvidedDocument& document : provision.documents) {
        require(document.reference < provision.roles.size() &&
                provision.roles[document.reference] == mhd::EntryRole::reference);
        require(document.document < provision.roles.size() &&
                provision.roles[document.document] == mhd::EntryRole::document);
        require(!document.media_type.empty());
    }
    const std::vector<documents::StoredDocument> taken(provision.documents.size());
    const auto answer = nlohmann::json::parse(mhd::transaction_response(provision, taken, "", {}));
    require(answer.at("entry").size() == provision.roles.size());
}

void as_simplified(const json::Tree& tree) {
    diag::Report report;
    const mhd::ProvidedDocument document = mhd::read_simplified(tree, report);
    require(has_error(report) || !document.media_type.empty());
}

} // namespace

FUZZ_TARGET(provide)(const std::uint8_t* bytes, std::size_t size) {
    static json::Parser parser;
    static json::Tree tree;
    if (!parser.parse({reinterpret_cast<const char*>(bytes), size}, tree)) {
        return 0;
    }
    as_transaction(tree);
    as_simplified(tree);
    return 0;
}

} // namespace renkei::fuzz::provide_fuzz

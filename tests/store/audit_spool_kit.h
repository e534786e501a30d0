// A store of a gateway with its audit spool, and a spool as a killed program leaves it.
#pragma once

#include "gateway/core/base/file.h"
#include "gateway/network/audit/facts.h"
#include "gateway/network/store/audit_spool.h"

#include "tests/store/kit.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace renkei::store {

inline audit::Event read_of(const std::string& request) {
    audit::Event out = event();
    out.action = audit::Action::read;
    out.interaction = "read";
    out.request = request;
    return out;
}

// The events of the chain, each named by its request or by its kind.
inline std::vector<std::string> events_of(const Store& store) {
    std::vector<std::string> out;
    must(store.read([&](const Snapshot& snapshot) {
        return snapshot.audit([&](const AuditRow& row) {
            const json::Tree tree = [&] {
                json::Tree it;
                EXPECT_TRUE(json::Parser().parse(row.event, it));
                return it;
            }();
            const json::NodeId request = tree.child(0, "request");
            out.emplace_back(tree.text(request == json::no_node ? tree.child(0, "interaction") : request));
            return true;
        });
    }));
    return out;
}

class AuditSpoolTest : public testing::Test {
protected:
    StoreSettings settings() const {
        StoreSettings out = site.settings();
        out.is_gateway = true;
        return out;
    }
    std::unique_ptr<Store> open() const { return must(Store::open(settings(), site.ring, site.clock)); }
    fs::path file() const { return site.settings().file.string() + "-events"; }

    AuditSpoolFile audit_spool() const {
        return must(AuditSpoolFile::open(file(), audit_spool_key(site.open()->search_key())));
    }
    // Leaves lines in the spool that were not drained, as a killed program does.
    void leave(const std::vector<std::string>& requests) const {
        open();
        AuditSpoolFile left = audit_spool();
        for (const std::string& request : requests) {
            must(left.append(audit::to_facts(read_of(request), "https://localhost/fhir")));
        }
    }
    std::string bytes() const { return must(base::read_file(file())); }
    void put(std::string_view bytes) const { must(base::write_file(file(), bytes, base::Overwrite::yes)); }
    // The contents of the damaged files that were put aside next to the store; sorted.
    std::vector<std::string> kept_aside() const {
        std::vector<std::string> out;
        for (const fs::directory_entry& entry : fs::directory_iterator(site.folder())) {
            if (entry.path().string().starts_with(file().string() + ".damaged-")) {
                out.push_back(must(base::read_file(entry.path())));
            }
        }
        std::ranges::sort(out);
        return out;
    }
    std::vector<std::string> events_at_next_start() const { return events_of(*open()); }

    Site site{Engine::sqlite};
};

} // namespace renkei::store

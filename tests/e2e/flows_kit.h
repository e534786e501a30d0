// Flows of the care hub over mutual TLS, on both stores.
#pragma once

#include "gateway/core/base/filesystem.h"

#include "site.h"
#include "tests/store/postgres_server.h"
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>

namespace renkei::e2e {

using nlohmann::json;

enum class Database : std::uint8_t { sqlite, postgres };

class Flows : public testing::TestWithParam<Database> {
public:
    static constexpr const char* admission = "admission/NYUIN_9970100013_43_9910100016_00_20260301091500.CSV";
    static constexpr const char* card = "insured_card/HIHOSHA_990010_46_9970100013_43_20260301091500.CSV";
    static constexpr const char* notice =
        "careplan_request/KYOTODOKE_9970100013_43_990010_46_20260301091500.CSV";
    static constexpr const char* csv = "text/csv;charset=windows-31j";
    static constexpr const char* fhir = "application/fhir+json";
    static constexpr const char* form_type = "application/x-www-form-urlencoded";

protected:
    void SetUp() override {
        if (GetParam() == Database::sqlite) {
            return;
        }
        if (!store::PostgresServer::is_installed()) {
            ASSERT_EQ(std::getenv("CI"), nullptr) << "PostgreSQL is missing";
            GTEST_SKIP() << "PostgreSQL is missing";
        }
    }
    static std::string store() {
        return GetParam() == Database::sqlite ? std::string()
                                              : fmt::format("store: {{postgres: \"{}\", node: a1}}\n",
                                                            store::PostgresServer::shared().new_database());
    }
    static std::string path_of(const Reply& taken) {
        EXPECT_EQ(taken.status, 201) << taken.body;
        const std::string location = taken.status == 201 ? taken.headers.at("location") : "/documents/none";
        return location.substr(location.find("/documents/"));
    }
    static std::string content(const fs::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    // Files that peers see there.
    static std::vector<fs::path> files_in(const fs::path& folder) {
        std::vector<fs::path> out;
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (!entry.path().filename().string().starts_with('.')) {
                out.push_back(entry.path());
            }
        }
        return out;
    }
    static std::string between(const std::string& text, const std::string& begin, const std::string& end) {
        const std::size_t from = text.find(begin);
        return from == std::string::npos ? std::string() : text.substr(from, text.find(end, from) - from);
    }

    Folder folder;
    Authority authority{folder.path()};
};

inline std::string name_of(const testing::TestParamInfo<Database>& each) {
    return each.param == Database::sqlite ? "sqlite" : "postgres";
}

} // namespace renkei::e2e

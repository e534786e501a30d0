// A store in a folder of its own, or in a database of a private PostgreSQL, and things to put into it.
#pragma once

#include "gateway/network/store/rows/uuid7.h"
#include "gateway/network/store/sql/sql.h"
#include "gateway/network/store/store.h"

#include "tests/store/postgres_server.h"
#include "tests/support/clock.h"
#include "tests/support/folder.h"
#include "tests/support/must.h"
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

namespace renkei::store {

using test::Folder;
using test::must;
using TestClock = test::Clock;

// Where stores of one test lie.
class Site {
public:
    // `server`: where the database of a PostgreSQL lies
    explicit Site(Engine engine, ServerOfTest server = PostgresServer::shared);
    StoreSettings settings(const std::string& node = "a") const;
    std::unique_ptr<Store> open(const std::string& node = "a") const {
        return must(Store::open(settings(node), ring, clock));
    }
    const std::filesystem::path& folder() const { return folder_.path(); }

    Engine engine;
    seal::KeyRing ring;
    TestClock clock;

private:
    Folder folder_;
    std::string database_; // libpq connection string
};

// A test that runs on both engines; `store` is open and empty.
class Contract : public testing::TestWithParam<Engine> {
protected:
    void SetUp() override;
    virtual ServerOfTest server() const { return PostgresServer::shared; }
    std::unique_ptr<Site> site;
    std::unique_ptr<Store> store;
};
std::string engine_name(const testing::TestParamInfo<Engine>& about);
#define RENKEI_ON_BOTH_ENGINES(contract)                                                                     \
    INSTANTIATE_TEST_SUITE_P(On, contract, testing::Values(Engine::sqlite, Engine::postgres), engine_name)

// Reads and writes that must not fail.
template <class T>
T read(const Store& store, const std::function<diag::Result<T>(const Snapshot&)>& job) {
    return must(store.read_value<T>(job));
}
void write(Store& store, const Store::WriteJob& job);
// Makes the store as a program whose last layout was `layout` (at least the fourth) has left it.
void bring_back_to(std::size_t layout, Connection& sql);

Hash hash_of(std::string_view text);
policy::Identifier office(std::string_view number);
// Document `name` of the office 1, to the office 2, about 連携 花子's hash; submitted by peer "hospital".
NewVersion document(const Store& store, const std::string& name, const std::string& bytes = "{}");
Version add(Store& store, const NewVersion& version, std::uint32_t expected = 0);
Version add(Store& store, const std::string& name, const std::string& bytes = "{}");
Delivery delivery(const Version& version, const std::string& peer, const std::string& order, Millis created);
audit::Event event(const std::string& document = "");
std::uint64_t audit_count(const Store& store);              // and all chains are whole
diag::Message message_of(const diag::Result<void>& result); // of an error

inline const Viewer hospital{"hospital", {}};

} // namespace renkei::store

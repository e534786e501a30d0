#include "gateway/store/postgres_connection.h"
namespace renkei::store {
diag::Result<std::unique_ptr<Connection>> connect_postgres(const std::string&) { return diag::fail(diag::Message::store_unusable, {}, {"PostgreSQL"}); }
}

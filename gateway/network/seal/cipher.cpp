#include "gateway/network/seal/cipher.h"

#include "generated/messages/seal.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cassert>
#include <climits>
#include <memory>

namespace renkei::seal {
namespace {

struct FreeCipher {
    void operator()(EVP_CIPHER* it) const { EVP_CIPHER_free(it); }
    void operator()(EVP_CIPHER_CTX* it) const { EVP_CIPHER_CTX_free(it); }
};

// Each thread keeps the algorithm and a context: looking one up and allocating the other costs more than
// encrypting a key.
struct Aes {
    std::unique_ptr<EVP_CIPHER, FreeCipher> algorithm{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
    std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context{EVP_CIPHER_CTX_new()};
};

Aes& aes() {
    thread_local Aes mine;
    return mine;
}

tl::unexpected<diag::Error> failed() {
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof(reason));
    ERR_clear_error();
    return diag::fail(message::crypto_failed, {}, {reason});
}

std::uint8_t* at(char* bytes) { return reinterpret_cast<std::uint8_t*>(bytes); }
const std::uint8_t* at(const char* bytes) { return reinterpret_cast<const std::uint8_t*>(bytes); }

} // namespace

diag::Result<void> fill_random(std::span<std::uint8_t> room) {
    assert(room.size() <= INT_MAX);
    if (RAND_bytes(room.data(), static_cast<int>(room.size())) != 1) {
        return failed();
    }
    return {};
}

diag::Result<void> encrypt(const Hash& key, std::string_view bound_to, std::span<char> room) {
    assert(room.size() >= nonce_bytes + tag_bytes && room.size() <= INT_MAX && bound_to.size() <= INT_MAX);
    std::uint8_t* nonce = at(room.data());
    std::uint8_t* text = nonce + nonce_bytes;
    const auto length = static_cast<int>(room.size() - nonce_bytes - tag_bytes);
    TRY_VOID(fill_random({nonce, nonce_bytes}));
    EVP_CIPHER_CTX* context = aes().context.get();
    int written = 0;
    if (EVP_EncryptInit_ex2(context, aes().algorithm.get(), key.data(), nonce, nullptr) != 1 ||
        EVP_EncryptUpdate(context, nullptr, &written, at(bound_to.data()),
                          static_cast<int>(bound_to.size())) != 1 ||
        EVP_EncryptUpdate(context, text, &written, text, length) != 1 ||
        EVP_EncryptFinal_ex(context, text + written, &written) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_bytes, text + length) != 1) {
        return failed();
    }
    return {};
}

diag::Result<std::string> decrypt(const Hash& key, std::string_view bound_to, std::string_view sealed) {
    if (sealed.size() < nonce_bytes + tag_bytes || sealed.size() > INT_MAX) {
        return diag::fail(message::seal_broken, {}, {std::to_string(sealed.size()) + " B"});
    }
    const std::string_view ciphertext = sealed.substr(nonce_bytes, sealed.size() - nonce_bytes - tag_bytes);
    // a copy, because the library takes it by a pointer to non-const
    std::string tag(sealed.substr(sealed.size() - tag_bytes));
    std::string out(ciphertext.size(), '\0');
    EVP_CIPHER_CTX* context = aes().context.get();
    int written = 0;
    if (EVP_DecryptInit_ex2(context, aes().algorithm.get(), key.data(), at(sealed.data()), nullptr) != 1 ||
        EVP_DecryptUpdate(context, nullptr, &written, at(bound_to.data()),
                          static_cast<int>(bound_to.size())) != 1 ||
        EVP_DecryptUpdate(context, at(out.data()), &written, at(ciphertext.data()),
                          static_cast<int>(ciphertext.size())) != 1 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_bytes, tag.data()) != 1) {
        return failed();
    }
    if (EVP_DecryptFinal_ex(context, at(out.data() + out.size()), &written) != 1) {
        return diag::fail(message::seal_broken, {}, {"AES-256-GCM"});
    }
    return out;
}

} // namespace renkei::seal

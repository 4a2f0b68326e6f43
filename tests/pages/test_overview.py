def test_x(small_store, dashboard):
    at = dashboard("overview", role="admin")
    assert not at.exception
    print(at.query_params, [m.value for m in at.markdown])
    import time

    t = time.time()
    at.run()
    print(time.time() - t)
